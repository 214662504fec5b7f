"""Whatever is sent as feedback, the answer is a receipt or a stated refusal."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.answers import ADD, PROBLEM
from tests.server.live_server import LiveServer, live_server

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
NEARLY = st.fixed_dictionaries(
    {
        "request_id": st.sampled_from(["run-7", "run-8", "\ud800x", "a'; drop table x; --", "\0"])
        | ANYTHING,
        "index": st.integers(-2, 3) | ANYTHING,
        "passed": st.booleans() | ANYTHING,
    },
    optional={
        "group": st.integers(-1, 2) | ANYTHING,
        "seconds": st.floats(-1, 9) | ANYTHING,
        "policy": st.text(max_size=140) | ANYTHING,
    },
)


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that keeps feedback, and knows one request."""
    place = tmp_path_factory.mktemp("bodies") / "feedback.db"
    with live_server(feedback_database=str(place)) as live:
        body = {"problem": PROBLEM, "candidates": [ADD]}
        httpx2.post(f"{live.url}/v1/rerank", json=body, headers={"x-request-id": "run-7"})
        yield live


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(body=st.fixed_dictionaries({"reports": st.lists(NEARLY, max_size=4) | ANYTHING}) | ANYTHING)
def test_no_body_is_a_failure_of_the_server(keeping: LiveServer, body: object) -> None:
    """200 with every report accounted for, or 400 or 422 that says what is wrong."""
    content, kind = json.dumps(body).encode(), {"content-type": "application/json"}
    reply = httpx2.post(f"{keeping.url}/v1/feedback", content=content, headers=kind, timeout=30)

    assert reply.status_code in (200, 400, 422)
    if reply.status_code == 200 and isinstance(body, dict):
        answer = reply.json()
        assert answer["kept"] + len(answer["refused"]) == len(body["reports"])
