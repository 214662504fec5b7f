"""Both clients against a real server: every option, every refusal, and what comes back."""

from collections.abc import Iterator

import pytest

from deskcheck_client import (
    Candidate,
    FailedGroup,
    Group,
    NotFoundError,
    NoValidCandidateError,
    RejectedError,
    ScoredGroup,
    TimedOutError,
    UnauthorizedError,
)
from deskcheck_models import FakeEngine
from tests.clients.both_clients import AnyClient, Awaited, Blocking
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, SUBTRACT
from tests.server.live_server import LiveServer, fake_reranker, live_server

Kind = type[Blocking] | type[Awaited]
KEY = "sekrit-of-one"
PROGRAM = "def add(a, b):\n    return a + b"
LONG = "```python\nx = [" + "1, " * 5000 + "]\n```"
BOTH = pytest.mark.parametrize("kind", [Blocking, Awaited])


@pytest.fixture(scope="module")
def ranker() -> Iterator[LiveServer]:
    """A server with a few small limits."""
    with live_server(max_candidates=50, max_groups=5, max_body_bytes=2**18) as live:
        yield live


@pytest.fixture(params=[Blocking, Awaited])
def client(request: pytest.FixtureRequest, ranker: LiveServer) -> Iterator[AnyClient]:
    """The blocking client, then the awaited one."""
    opened: AnyClient = request.param(ranker.url, retries=0)
    yield opened
    opened.close()


def test_a_ranking_is_read_whole(client: AnyClient) -> None:
    """Best first, with ids, counts, validity and the time of each phase."""
    ranking = client.rerank(PROBLEM, [SILENT, Candidate(ADD, "mine"), BROKEN, ADD])
    first, second, *invalid = ranking

    assert [first.index, second.index] == [1, 3]
    assert (first.id, first.valid, first.language, first.origin) == (
        "mine",
        True,
        "python",
        "fence",
    )
    assert (second.duplicate_of, second.score) == (1, first.score)
    assert [one.valid for one in invalid] == [False, False]
    assert {one.reward for one in invalid} == {0.0}
    assert (ranking.model, ranking.usage.candidates, ranking.usage.duplicates) == (
        "deskcheck-nano",
        4,
        1,
    )
    assert ranking.timing.total >= ranking.timing.engine


def test_the_best_is_the_text_that_was_given(client: AnyClient) -> None:
    """With its place and its result."""
    best = client.best_of(PROBLEM, [SILENT, ADD])

    assert (best.text, best.index, best.result.rank) == (ADD, 1, 1)
    with pytest.raises(NoValidCandidateError, match="none of 2 candidates is valid"):
        client.best_of(PROBLEM, [SILENT, BROKEN])


def test_top_n_sends_the_best_only(client: AnyClient) -> None:
    """The others were ranked as well."""
    ranking = client.rerank(PROBLEM, [ADD, SUBTRACT, SILENT], top_n=1)

    assert (len(ranking), ranking.usage.candidates) == (1, 3)


def test_programs_come_back_on_request(client: AnyClient) -> None:
    """As the verifier read them."""
    silent = client.rerank(PROBLEM, [ADD])
    asked = client.rerank(PROBLEM, [ADD], return_programs=True)

    assert (silent.best.program, asked.best.program) == (None, PROGRAM)


def test_a_text_may_be_the_program_already(client: AnyClient) -> None:
    """Then prose is no program, and nothing is looked for in it."""
    as_answer = client.rerank(PROBLEM, [ADD], language="python")
    as_program = client.rerank(PROBLEM, [ADD], extraction="program", language="python")

    assert [one.valid for one in as_answer] == [True]
    assert [one.valid for one in as_program] == [False]


def test_the_reference_rule_is_another(client: AnyClient) -> None:
    """Python in one block, and nothing else."""
    go = "```go\npackage main\n\nfunc add(a int, b int) int { return a + b }\n```"
    ours = client.rerank(PROBLEM, [go]).results[0]
    theirs = client.rerank(PROBLEM, [go], extraction="reference").results[0]

    assert (ours.language, ours.valid) == ("go", True)
    assert theirs.valid is False


@pytest.mark.parametrize("truncation", ["program", "refuse"])
def test_what_is_too_long_is_cut_or_refused(client: AnyClient, truncation: str) -> None:
    """As it was asked for, and said in the result."""
    if truncation == "program":
        one = client.rerank(PROBLEM, [LONG], truncation="program").results[0]

        assert (one.truncated, one.error, one.score is None) == (True, None, False)
        return
    one = client.rerank(PROBLEM, [LONG, ADD], truncation="refuse").results[-1]

    assert one.error is not None
    assert (one.error.code, one.score, one.truncated) == ("too_long", None, False)


def test_a_conversation_is_a_problem(client: AnyClient) -> None:
    """In the order in which it was spoken."""
    spoken = [
        {"role": "user", "content": "Write add."},
        {"role": "assistant", "content": "In which language?"},
        {"role": "user", "content": "Python."},
    ]
    whole = client.rerank(spoken, [ADD])  # type: ignore[arg-type]
    short = client.rerank(spoken[:1], [ADD])  # type: ignore[arg-type]

    assert whole.usage.tokens > short.usage.tokens


def test_scores_keep_the_order_of_groups_and_candidates(client: AnyClient) -> None:
    """Each group is ranked by itself."""
    groups = [Group(PROBLEM, [SUBTRACT, ADD]), Group("Subtract.", [ADD], language="python")]
    scores = client.score(groups)

    assert [[one.index for one in group] for group in scores] == [[0, 1], [0]]
    assert sorted(one.rank for one in scores.groups[0]) == [1, 2]
    assert scores.groups[0].best.rank == 1
    assert scores.usage.candidates == 3


def test_a_group_has_the_same_scores_alone_in_a_call_and_in_a_stream(client: AnyClient) -> None:
    """To the last digit that JSON carries."""
    group = Group(PROBLEM, [ADD, SUBTRACT, BROKEN])
    alone = {one.index: one.score for one in client.rerank(group.problem, group.candidates)}
    (called,) = client.score([group])
    (streamed,) = client.streamed([group])

    assert isinstance(streamed, ScoredGroup)
    assert {one.index: one.score for one in called} == alone
    assert {one.index: one.score for one in streamed} == alone


def test_a_stream_tells_which_group_failed(client: AnyClient) -> None:
    """With the server's sentence; the others are whole."""
    groups = [Group(PROBLEM, [ADD]), Group("  ", [ADD]), Group(PROBLEM, [SUBTRACT])]
    found = {one.group: one for one in client.streamed(groups)}

    assert isinstance(found[0], ScoredGroup)
    assert isinstance(found[1], FailedGroup)
    assert (found[1].error.code, found[1].error.param) == ("invalid_problem", "groups.1.problem")
    assert isinstance(found[2], ScoredGroup)


def test_a_call_with_a_failing_group_names_it(client: AnyClient) -> None:
    """The whole call is refused, since a list with a hole is no list of scores."""
    with pytest.raises(RejectedError) as caught:
        client.score([Group(PROBLEM, [ADD]), Group("  ", [ADD])])

    assert (caught.value.status, caught.value.param) == (422, "groups.1.problem")


@pytest.mark.parametrize(
    ("problem", "candidates", "status", "code"),
    [
        ("", [ADD], 422, "invalid_problem"),
        ("p" * (2**20 + 1), [ADD], 413, "body_too_large"),
        (PROBLEM, [ADD] * 51, 422, "invalid_field"),
        (PROBLEM, ["x" * 2**18], 413, "body_too_large"),
    ],
)
def test_a_refusal_says_what_must_change(
    client: AnyClient, problem: str, candidates: list[str], status: int, code: str
) -> None:
    """With the id under which the server's log knows the call."""
    with pytest.raises(RejectedError) as caught:
        client.rerank(problem, candidates)

    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.request_id
    assert caught.value.message in str(caught.value)


def test_another_model_is_not_found(client: AnyClient) -> None:
    """The message names those that are served; the served one may be named."""
    assert len(client.rerank(PROBLEM, [ADD], model="deskcheck-nano")) == 1
    with pytest.raises(NotFoundError, match="'deskcheck-nano'") as caught:
        client.rerank(PROBLEM, [ADD], model="deskcheck-mega")

    assert caught.value.param == "model"


def test_the_models_are_told(client: AnyClient) -> None:
    """Name, engine and longest sequence."""
    (model,) = client.models()

    assert (model.id, model.engine, model.max_tokens) == ("deskcheck-nano", "fake", 4096)


@BOTH
def test_a_key_opens_a_closed_server(kind: Kind) -> None:
    """Without one, and with a wrong one, the client says so; readiness needs none."""
    with live_server(api_keys=KEY) as server:
        for key in (None, "wrong-key-of-all"):
            stranger = kind(server.url, key, retries=0)
            ready = stranger.ready()
            with pytest.raises(UnauthorizedError) as caught:
                stranger.rerank(PROBLEM, [ADD])
            stranger.close()

            assert (caught.value.status, ready) == (401, True)
            assert "wrong" not in str(caught.value)
        friend = kind(server.url, KEY, retries=0)
        ranked = friend.rerank(PROBLEM, [ADD])
        friend.close()

    assert len(ranked) == 1


@BOTH
def test_a_clients_time_is_the_servers(kind: Kind) -> None:
    """What comes too late is dropped there as well."""
    with live_server(fake_reranker(FakeEngine(seconds=30))) as server:
        client = kind(server.url, timeout=0.3, retries=0)
        with pytest.raises(TimedOutError, match=r"0\.3 s|in time"):
            client.rerank(PROBLEM, [ADD])
        client.close()

    assert server.figure("deskcheck_pending_candidates") == 0


@BOTH
def test_a_stopping_server_is_not_ready(kind: Kind) -> None:
    """Nobody should be sent there any more."""
    with live_server() as server:
        client = kind(server.url, retries=0)
        before = client.ready()
        server.readiness.stopping()
        after = client.ready()
        client.close()

    assert (before, after) == (True, False)
