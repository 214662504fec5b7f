"""Every figure of a live scrape beside what it must be, counted by hand from the replies."""

import math
from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client.metrics_core import Metric

from deskcheck_models import FakeEngine, Reranker, Verifier
from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cached_engine import CachedEngine
from deskcheck_server.queue.lined_engine import LinedEngine
from tests.server.answers import ADD, BROKEN, PROBLEM, SILENT, SUBTRACT
from tests.server.live_server import LiveServer, live_server
from tests.server.scrape import scrape

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

Reply = dict[str, object]
BARE = "add = lambda a, b: a + b"
GO = "```go\npackage main\n\nfunc add(a int, b int) int { return a + b }\n```"
COBOL = "```cobol\nDISPLAY 'ADD'.\n```"
LONG = "```python\nx = [" + "1, " * 3000 + "]\n```"
FIRST = [ADD, ADD, SUBTRACT, SILENT, BROKEN]
SECOND = [GO, COBOL, LONG, BARE]
REPORTS = ((0, True, 2.0), (2, False, 6.0), (3, False, None))


def number(value: object) -> float:
    """A number of a reply; an error where it is none."""
    if isinstance(value, int | float):
        return float(value)
    raise TypeError(f"{value!r} is no number")


def milliseconds(reply: Reply, *phases: str) -> float:
    """What a reply says that these phases took together."""
    timing = reply["timing"]
    if not isinstance(timing, dict):
        raise TypeError("no timing")
    return sum(number(timing[phase]) for phase in phases)


class Scene:
    """What one server was asked, what it replied, and what it shows then."""

    def __init__(self, server: LiveServer) -> None:
        self.url = server.url
        self.first = self._post("/v1/rerank", {"problem": PROBLEM, "candidates": FIRST})
        self.again = self._post("/v1/rerank", {"problem": PROBLEM, "candidates": FIRST})
        groups = [
            {"problem": PROBLEM, "candidates": SECOND},
            {"problem": PROBLEM, "candidates": [SILENT]},
        ]
        self.scored = self._post("/v1/score", {"groups": groups})
        for body in ({"problem": PROBLEM}, {"problem": "", "candidates": ["x"]}):
            self._post("/v1/rerank", body)
        httpx2.get(f"{self.url}/nowhere")
        httpx2.get(f"{self.url}/v1/rerank")
        self._post("/v1/feedback", {"reports": self._reports()})
        self.shown = scrape(self.url)

    def _post(self, path: str, body: object) -> Reply:
        reply: Reply = httpx2.post(f"{self.url}{path}", json=body, timeout=30).json()
        return reply

    def _reports(self) -> list[Reply]:
        unknown: Reply = {"request_id": "nobody", "index": 0, "passed": True}
        of = self.first["id"]
        return [unknown] + [
            {"request_id": of, "index": index, "passed": passed, "seconds": seconds}
            for index, passed, seconds in REPORTS
        ]

    @property
    def results(self) -> list[Reply]:
        """All results of all replies."""
        groups = self.scored["groups"]
        if not isinstance(groups, list):
            raise TypeError("no groups")
        lists = [self.first["results"], self.again["results"], *(one["results"] for one in groups)]
        return [result for results in lists if isinstance(results, list) for result in results]

    def usage(self, name: str) -> float:
        """A count over all replies."""
        replies = (self.first, self.again, self.scored)
        usages = [one["usage"] for one in replies]
        return sum(number(usage[name]) for usage in usages if isinstance(usage, dict))

    def figure(self, name: str, part: str = "", **labels: str) -> float:
        """One sample of a figure."""
        family: Metric = self.shown[f"deskcheck_{name}"]
        wanted = f"deskcheck_{name}{part}"
        (value,) = [
            number(one.value)
            for one in family.samples
            if one.name == wanted and one.labels == labels
        ]
        return value

    def seen(self, name: str, label: str) -> dict[str, float]:
        """The samples of a counter that are not zero, by one of its labels."""
        samples = self.shown[f"deskcheck_{name}"].samples
        return {one.labels[label]: one.value for one in samples if one.value}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A server with a score cache and a feedback store, which everything below is about."""
    verifier = Verifier.find("deskcheck-nano")
    engine = CachedEngine(LinedEngine(FakeEngine()), ScoreCache(1000), revision="1")
    place = tmp_path_factory.mktemp("figures") / "feedback.db"
    with live_server(Reranker(verifier, engine), feedback_database=str(place)) as server:
        yield Scene(server)


def test_requests_are_counted_by_route_and_status(scene: Scene) -> None:
    """Paths that are none share one route."""
    samples = scene.shown["deskcheck_requests_total"].samples
    found = {(one.labels["route"], one.labels["status"]): one.value for one in samples if one.value}

    assert found == {
        ("/v1/rerank", "200"): 2,
        ("/v1/rerank", "422"): 2,
        ("/v1/rerank", "405"): 1,
        ("/v1/score", "200"): 1,
        ("/v1/feedback", "200"): 1,
        ("other", "404"): 1,
    }


def test_refusals_are_counted_by_their_code(scene: Scene) -> None:
    """Each once."""
    assert scene.seen("refusals_total", "code") == {
        "invalid_field": 1,
        "invalid_problem": 1,
        "unknown_route": 1,
        "method_not_allowed": 1,
    }


@pytest.mark.parametrize(
    ("route", "count"),
    [("/v1/rerank", 5), ("/v1/score", 1), ("/v1/feedback", 1), ("other", 1)],
)
def test_every_request_has_a_time(scene: Scene, route: str, count: int) -> None:
    """Refused ones too."""
    assert scene.figure("request_seconds", "_count", route=route) == count
    assert 0 < scene.figure("request_seconds", "_sum", route=route) < 60


@pytest.mark.parametrize("phase", ["extract", "render", "queue", "engine", "rank"])
def test_phases_are_those_of_ranked_requests(scene: Scene, phase: str) -> None:
    """Once for each request that was ranked, and once for each of its groups."""
    assert scene.figure("phase_seconds", "_count", phase=phase) == 3
    assert scene.figure("candidate_seconds", "_count", phase=phase) == 4


def test_phases_sum_up_to_what_replies_say(scene: Scene) -> None:
    """The engine's time of a reply holds the wait in line, which is a phase here."""
    for phases in (("extract",), ("render",), ("rank",), ("queue", "engine")):
        shown = sum(scene.figure("phase_seconds", "_sum", phase=phase) for phase in phases)
        replies = (scene.first, scene.again, scene.scored)
        told = sum(milliseconds(reply, phases[-1]) for reply in replies)

        assert shown * 1000 == pytest.approx(told, abs=0.02)


def test_groups_are_counted(scene: Scene) -> None:
    """Four ranked, and one whose problem was empty; five requests were let in or not."""
    assert scene.seen("groups_total", "outcome") == {"ranked": 4, "failed": 1}
    assert scene.figure("request_groups", "_count") == 4
    assert scene.figure("request_groups", "_sum") == 1 + 1 + 2 + 1
    assert scene.figure("group_candidates", "_count") == 4
    assert scene.figure("group_candidates", "_sum") == 5 + 5 + 4 + 1


def test_candidates_are_counted_by_their_outcome(scene: Scene) -> None:
    """The second of two equal answers is a duplicate, and one is longer than the verifier reads."""
    assert scene.seen("candidates_total", "outcome") == {
        "scored": 2 * 2 + 3,
        "duplicate": 2 * 1,
        "invalid": 2 * 2 + 1,
        "failed": 1,
    }


def test_extractions_are_counted_by_what_was_found(scene: Scene) -> None:
    """A language without a parser is other, whatever the answer calls it."""
    samples = scene.shown["deskcheck_extractions_total"].samples
    found = {
        (one.labels["language"], one.labels["origin"], one.labels["valid"]): one.value
        for one in samples
        if one.value
    }

    assert found == {
        ("python", "fence", "yes"): 2 * 3 + 1,
        ("python", "fence", "no"): 2,
        ("none", "none", "no"): 2 + 1,
        ("go", "fence", "yes"): 1,
        ("other", "fence", "unknown"): 1,
        ("python", "bare", "yes"): 1,
    }


def test_tokens_are_those_of_the_replies(scene: Scene) -> None:
    """Computed and cached; the repeated request computed nothing."""
    assert scene.figure("tokens_total", kind="computed") == scene.usage("computed_tokens")
    assert scene.figure("tokens_total", kind="cached") == scene.usage("cached_tokens")
    assert scene.again["usage"] != scene.first["usage"]


def test_lengths_are_those_of_the_results(scene: Scene) -> None:
    """Of every candidate that was read: a duplicate has a length as well."""
    lengths = [number(result["tokens"]) for result in scene.results if result["tokens"]]

    assert scene.figure("candidate_tokens", "_count") == len(lengths)
    assert scene.figure("candidate_tokens", "_sum") == sum(lengths)


@pytest.mark.parametrize("bound", [-5.0, 0.0, 5.0, 10.0, math.inf])
def test_a_bucket_holds_the_scores_up_to_its_bound(scene: Scene, bound: float) -> None:
    """The fake engine's scores lie between -10 and 10."""
    scores = [number(one["score"]) for one in scene.results if one["score"] is not None]
    shown = "+Inf" if math.isinf(bound) else str(bound)

    assert scene.figure("score", "_bucket", le=shown) == sum(one <= bound for one in scores)


def test_batches_are_what_the_engine_was_given(scene: Scene) -> None:
    """Two programs of the first group, none of its repetition, three of the next."""
    assert scene.figure("batch_sequences", "_count") == 2
    assert scene.figure("batch_sequences", "_sum") == 2 + 3
    assert 0 < scene.figure("batch_tokens", "_sum") <= scene.usage("computed_tokens")


def test_the_score_cache_is_counted(scene: Scene) -> None:
    """Each sequence was missed once, and two were hit in the repetition."""
    assert scene.figure("score_cache_misses_total") == 5
    assert scene.figure("score_cache_hits_total") == 2
    assert scene.figure("score_cache_entries") == 5


def test_nothing_is_pending_when_all_is_answered(scene: Scene) -> None:
    """And the rate at which it went is known."""
    for name in ("pending_tokens", "pending_candidates", "engine_tokens"):
        assert scene.figure(name) == 0
    assert scene.figure("drain_tokens_per_second") > 0
    assert scene.figure("truncations_total") == 0
    assert scene.figure("engine_restarts_total") == 0
    assert scene.figure("ready") == 1


def test_feedback_is_counted(scene: Scene) -> None:
    """Four groups were ranked, three of four reports are about known candidates."""
    assert scene.seen("feedback_rankings_total", "outcome") == {"kept": 4}
    assert scene.seen("feedback_reports_total", "outcome") == {"kept": 3, "unknown": 1}
    assert scene.figure("unit_test_seconds", "_count") == 2
    assert scene.figure("unit_test_seconds", "_sum") == 8.0
    assert scene.figure("scoring_seconds", "_count") == 2
    assert scene.figure("feedback_up") == 1
    assert scene.figure("feedback_window_groups") == 1


def test_tests_beside_scoring_are_a_speedup(scene: Scene) -> None:
    """Eight seconds of tests, divided by what scoring the two candidates took."""
    scoring = scene.figure("scoring_seconds", "_sum")
    ranking = milliseconds(scene.first, "extract", "render", "engine", "rank")

    assert scene.figure("feedback_speedup_ratio") == pytest.approx(8.0 / scoring)
    assert scoring * 1000 == pytest.approx(2 * ranking / len(FIRST), rel=0.02, abs=0.01)


def test_how_good_the_verifier_is_follows_from_the_reports(scene: Scene) -> None:
    """One of three passed; the fake engine's order of the two programs decides the rest."""
    scores = {one["index"]: one["score"] for one in scene.results[:5]}
    right = number(scores[0]) > number(scores[2])

    assert scene.figure("feedback_chance_ratio") == pytest.approx(1 / 3)
    assert scene.figure("feedback_top1_ratio") == float(right)
    assert scene.figure("feedback_auc") == (2 if right else 1) / 2
