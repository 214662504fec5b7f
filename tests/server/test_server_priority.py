"""Interactive and bulk work at one engine: neither starves the other."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from deskcheck_models import FakeEngine
from tests.server.answers import PROBLEM, error_of
from tests.server.live_server import LiveServer, fake_reranker, live_server
from tests.server.waiting import wait_until

MANY = 20


def group(names: str) -> dict[str, object]:
    """One group whose program is like no other."""
    return {"problem": PROBLEM, "candidates": [f"```python\n{names} = 1\n```"]}


def post(server: LiveServer, path: str, body: Mapping[str, object], priority: str | None) -> None:
    """Have groups ranked, with a priority or without a word of it."""
    named = {**body} if priority is None else {**body, "priority": priority}
    httpx2.post(server.url + path, json=named, timeout=60).raise_for_status()


def overtaken(crowd: str | None, one: str | None) -> int:
    """How many of twenty groups in line are overtaken by a ranking that comes after them.

    The engine takes one group at a time; the groups in line are those of a score call.
    """
    slow = fake_reranker(FakeEngine(seconds=0.1))
    groups = {"groups": [group(f"crowd_{number}") for number in range(MANY)]}
    with live_server(slow, engine_tokens=1) as server, ThreadPoolExecutor() as threads:
        many = threads.submit(post, server, "/v1/score", groups, crowd)
        wait_until(lambda: server.figure("deskcheck_pending_candidates") > MANY // 2)
        post(server, "/v1/rerank", group("alone"), one)
        left = server.figure("deskcheck_pending_candidates")
        many.result()
    return int(left)


def test_bulk_work_does_not_starve_interactive_work() -> None:
    """One interactive group overtakes nearly all bulk groups in line."""
    assert overtaken("bulk", "interactive") >= MANY // 3


def test_interactive_work_does_not_starve_bulk_work() -> None:
    """One bulk group has every fifth turn, and overtakes the interactive groups behind that."""
    assert overtaken("interactive", "bulk") >= MANY // 5


@pytest.mark.parametrize("crowd", ["interactive", "bulk"])
def test_equals_wait_in_the_order_of_their_arrival(crowd: str) -> None:
    """Who comes last overtakes none."""
    assert overtaken(crowd, crowd) == 0


def test_scores_are_bulk_unless_they_say_otherwise() -> None:
    """And rankings are interactive."""
    assert overtaken(None, None) >= MANY // 3


@pytest.mark.parametrize("given", ["high", 0, "INTERACTIVE"])
def test_another_priority_is_refused(server: LiveServer, given: object) -> None:
    """With those that there are."""
    reply = httpx2.post(f"{server.url}/v1/rerank", json=group("x") | {"priority": given})
    error = error_of(reply.json())

    assert (reply.status_code, error["param"]) == (422, "priority")
    assert "give 'interactive' or 'bulk'" in str(error["message"])
