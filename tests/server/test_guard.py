"""The guard by itself: which header shows a key, which routes want one, and whose rate counts."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from deskcheck_server.access.guard import Guard
from deskcheck_server.access.key_file import KeyFile
from deskcheck_server.access.keys import Key, Keyring, digest_of, plain_keys
from deskcheck_server.errors import RateLimitedError, UnauthorizedError
from deskcheck_server.logs import open_log
from tests.server.hand_clock import HandClock

KEY, OTHER = "sekrit-of-one", "sekrit-of-two"
RERANK = "/v1/rerank"


def guard(*, open_metrics: bool = False) -> Guard:
    """A guard that knows two keys of a list."""
    return Guard(plain_keys(f"{KEY},{OTHER}"), open_metrics=open_metrics)


def key_file(folder: Path, clock: HandClock, *keys: str) -> KeyFile:
    """A file with a table for each of these keys."""
    tables = [f'[writer{place}]\nkey = "{key}"\n' for place, key in enumerate(keys, 1)]
    (folder / "keys.toml").write_text("".join(tables), encoding="utf-8")
    log = open_log(io.StringIO(), level="info", as_json=True)
    return KeyFile(folder / "keys.toml", log=log, clock=clock)


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {KEY}"},
        {"authorization": f"bearer {KEY}"},
        {"authorization": f"BEARER   {KEY}  "},
        {"x-api-key": KEY},
        {"authorization": "Basic b3BlbjpzZXNhbWU=", "x-api-key": KEY},
        {"authorization": "Bearer ", "x-api-key": KEY},
        {"authorization": f"Bearer {KEY}", "x-api-key": "wrong-key-of-all"},
    ],
)
def test_a_key_is_read_from_either_header(headers: Mapping[str, str]) -> None:
    """A proxy may need the other one for itself; a bearer's key counts before x-api-key."""
    found = guard().check(RERANK, headers)

    assert found is not None
    assert found.name == "key 1"


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer wrong-key-of-all", "x-api-key": KEY},
        {"authorization": f"Bearer {KEY} {KEY}"},
        {"authorization": f"Bearer{KEY}"},
        {"cookie": f"key={KEY}"},
        {"x-api-key": f"Bearer {KEY}"},
    ],
)
def test_nothing_else_is_taken_for_a_key(headers: Mapping[str, str]) -> None:
    """One wrong key is enough to be refused, whatever stands beside it."""
    with pytest.raises(UnauthorizedError):
        guard().check(RERANK, headers)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "a key is needed: send it as authorization: Bearer KEY"),
        ({"x-api-key": "sekrit-of-nobody"}, "the key is not known here: ask the operator"),
    ],
)
def test_a_missing_key_and_a_wrong_one_have_other_remedies(
    headers: Mapping[str, str], told: str
) -> None:
    """And neither message holds what was shown."""
    with pytest.raises(UnauthorizedError, match=told) as caught:
        guard().check(RERANK, headers)

    assert "sekrit" not in str(caught.value)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_with_a_wrong_key_is_answered_all_the_same(path: str) -> None:
    """Nobody's key is looked at where none is needed, so nobody's rate is used up either."""
    assert guard().check(path, {"x-api-key": "wrong-key-of-all"}) is None


@pytest.mark.parametrize("path", ["/livez/", "/LIVEZ", "/metrics/", "/readyz?", ""])
def test_only_the_very_path_of_a_probe_is_open(path: str) -> None:
    """A path that another part might read as a probe opens nothing."""
    with pytest.raises(UnauthorizedError):
        guard(open_metrics=True).check(path, {})


def test_metrics_are_open_where_the_operator_says_so() -> None:
    """And closed where nobody has said so."""
    assert guard(open_metrics=True).check("/metrics", {}) is None
    with pytest.raises(UnauthorizedError):
        guard().check("/metrics", {})


def test_without_keys_everybody_is_let_in_and_nobody_counted() -> None:
    """Whatever a caller shows: a client with a key in its environment is no stranger."""
    key = Guard().check(RERANK, {"x-api-key": KEY})
    Guard().count(key)

    assert key is None


def test_keys_of_the_list_and_of_the_file_are_good_beside_each_other(tmp_path: Path) -> None:
    """Each under a name that says where the operator finds it."""
    both = Guard(plain_keys(KEY), key_file(tmp_path, HandClock(), OTHER))
    found = [both.check(RERANK, {"x-api-key": key}) for key in (KEY, OTHER)]

    assert [key.name for key in found if key is not None] == ["key 1", "writer1"]


def test_a_key_that_leaves_the_file_is_refused_a_second_later(tmp_path: Path) -> None:
    """Without a restart, and one that comes is taken."""
    clock = HandClock()
    watching = Guard(None, key_file(tmp_path, clock, KEY))
    before = watching.check(RERANK, {"x-api-key": KEY})
    (tmp_path / "keys.toml").write_text(f'[another]\nkey = "{OTHER}-longer"\n', encoding="utf-8")
    clock.now += 1.0
    after = watching.check(RERANK, {"x-api-key": f"{OTHER}-longer"})

    assert (before and before.name, after and after.name) == ("writer1", "another")
    with pytest.raises(UnauthorizedError):
        watching.check(RERANK, {"x-api-key": KEY})


def test_each_guard_counts_for_itself() -> None:
    """Two replicas in one process share no rate."""
    key = Key("slow", digest_of(KEY), requests_per_second=1)
    first, second = (Guard(Keyring([key])) for _ in range(2))
    first.count(key)
    second.count(key)

    with pytest.raises(RateLimitedError):
        first.count(key)
