"""The parity suite on the embedded engine: it holds for right scores, and fails for wrong ones."""

import asyncio
import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.engine import Engine, Logit, TokenGroup
from deskcheck_models.fake_engine import FakeEngine
from deskcheck_models.reranker import Reranker
from deskcheck_models.verification import (
    Golden,
    Plan,
    RerankerSubject,
    Row,
    Sample,
    Verification,
    all_hold,
)
from deskcheck_models.verifier import Verifier
from tests.models.parity_scope import SMALL, TINY, failed, quiet
from tests.models.verifier_folder import KINDS, LIMIT, save_verifier

pytest.importorskip("transformers", reason="needs the verify extra")
torch = pytest.importorskip("torch", reason="needs the verify extra")
torch.set_num_threads(1)  # so small a model is slower on several

pytestmark = pytest.mark.torch

TEXTS = ["text equals apply_chat_template", "token ids equal those of that text"]
GROUPS = "groups of 1 to 5 programs"
CACHED = "cache missed, then hit"
RESTARTED = "after a restart"
BUILT_IN = "built-in programs"
RANKS = "their ranks (1 - Kendall's tau)"


class Bent:
    """An engine whose scores are bent: by what was scored before, and by what it answers."""

    name = "bent"

    def __init__(self, engine: Engine, bend: Callable[[int, float], float]) -> None:
        self._engine = engine
        self._bend = bend
        self._seen: dict[tuple[int, ...], int] = {}
        self.max_tokens = engine.max_tokens
        self.resolution = engine.resolution

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """Each score bent, given how often its prefix was asked before."""
        seen = self._seen.get(group.prefix, 0)
        self._seen[group.prefix] = seen + 1
        logits = await self._engine.score(group)
        return [replace(logit, score=self._bend(seen, logit.score)) for logit in logits]

    @property
    def alive(self) -> bool:
        """Whether the engine inside can score."""
        return self._engine.alive

    async def close(self) -> None:
        """Close the engine inside."""
        await self._engine.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random verifier."""
    return save_verifier(tmp_path_factory.mktemp("verifier") / "tiny")


def plan_for(folder: Path, reference: Path | None = None) -> Plan:
    """A plan with the tiny scope; the reference is the folder itself unless given."""
    return Plan(folder, reference or folder, "float32", scope=TINY)


def rows_of(plan: Plan, bend: Callable[[int, float], float] | None = None) -> tuple[Row, ...]:
    """The table of the embedded engine, its scores bent if asked for."""
    verifier = Verifier.find(str(plan.folder), system=plan.system)

    def opened() -> RerankerSubject:
        engine: Engine = EmbeddedEngine.load(plan.folder, threads=1)
        return RerankerSubject(Reranker(verifier, Bent(engine, bend) if bend else engine))

    return asyncio.run(Verification(plan, opened).rows(quiet))


@pytest.mark.parametrize("kind", KINDS)
def test_every_check_holds_for_the_embedded_engine(kind: str, tmp_path: Path) -> None:
    """Qwen3 of three shapes, Qwen2.5 and LLaMA, with templates and a system prompt."""
    folder = save_verifier(tmp_path, kind)

    rows = rows_of(replace(plan_for(folder), system=KINDS[kind].system, scope=SMALL))

    assert failed(rows) == []
    assert all(row.compared for row in rows)
    assert f"{LIMIT} tokens" in next(row.check for row in rows if row.check.startswith("seq"))


def test_every_check_holds_for_the_bundled_verifier() -> None:
    """With its trained weights, to a hundredth of the tolerance."""
    rows = rows_of(replace(plan_for(BUNDLED_FOLDER), scope=replace(TINY, longest=600)))

    assert failed(rows) == []
    assert max(row.difference or 0 for row in rows) < 1e-5


def test_another_weight_in_transformers_fails_every_check_of_scores(
    folder: Path, tmp_path: Path
) -> None:
    """One number of the head; texts, token counts and most ranks stay."""
    reference = tmp_path / "changed"
    shutil.copytree(folder, reference)
    weights = load_file(reference / "model.safetensors")
    weights["score.weight"][0, 3] += 0.05
    save_file(weights, reference / "model.safetensors")

    rows = rows_of(plan_for(folder, reference))

    scores = [row for row in rows if row.tolerance > 0 and row.check != RANKS]
    assert set(failed(rows)) - {RANKS} == {row.check for row in scores}
    assert len(scores) == 7
    assert not all_hold(rows)


def test_another_template_fails_text_and_token_ids(folder: Path, tmp_path: Path) -> None:
    """A line end before the answer is lost: scores and counts are wrong with it."""
    tampered = tmp_path / "tampered"
    shutil.copytree(folder, tampered)
    template = tampered / "chat_template.jinja"
    template.write_text(template.read_text().replace("</think>\\n\\n", "</think>\\n"))

    rows = rows_of(plan_for(tampered, folder))

    assert set(TEXTS) < set(failed(rows))


def test_scores_without_a_model_fail(folder: Path) -> None:
    """The fake engine's checksums, in every check that looks at scores and ranks."""
    verifier = Verifier.find(str(folder))
    work = Verification(
        plan_for(folder), lambda: RerankerSubject(Reranker(verifier, FakeEngine(max_tokens=LIMIT)))
    )

    rows = asyncio.run(work.rows(quiet))

    assert len(failed(rows)) == len(rows) - len(TEXTS) - 1


def test_an_activation_is_found(folder: Path) -> None:
    """A sigmoid keeps the ranks and changes every score."""
    rows = rows_of(plan_for(folder), lambda _, score: 1 / (1 + math.exp(-score)))

    assert RANKS not in failed(rows)
    assert {GROUPS, CACHED, BUILT_IN} <= set(failed(rows))


def test_a_cache_that_gives_other_scores_is_found(folder: Path) -> None:
    """Right the first time, a hundredth off whenever a problem comes again."""
    rows = rows_of(plan_for(folder), lambda seen, score: score + (0.01 if seen else 0))

    assert CACHED in failed(rows)
    assert not {GROUPS, RESTARTED, BUILT_IN} & set(failed(rows))


def test_scores_that_are_no_numbers_fail(folder: Path) -> None:
    """Said with how many there are."""
    rows = rows_of(plan_for(folder), lambda seen, score: math.nan)

    note = next(row.note for row in rows if row.check == BUILT_IN)
    assert {GROUPS, CACHED, BUILT_IN, RANKS} <= set(failed(rows))
    assert note.startswith("60 without a score: the verifier's score is nan")


def test_ranks_only_tells_the_differences_and_judges_the_order(folder: Path) -> None:
    """As for quantised weights: scores stretched by a tenth, in the same order."""
    rows = rows_of(replace(plan_for(folder), ranks_only=True), lambda _, score: 1.1 * score)

    built_in = next(row for row in rows if row.check == BUILT_IN)
    assert built_in.holds is None
    assert (built_in.difference or 0) > built_in.tolerance
    assert all_hold(rows)


def test_ranks_only_fails_where_the_order_changes(folder: Path) -> None:
    """Scores turned around."""
    rows = rows_of(replace(plan_for(folder), ranks_only=True), lambda _, score: -score)

    assert [row.check for row in rows if row.holds is False] == [RANKS]


@pytest.mark.parametrize(("shift", "holds"), [(0.0, True), (0.1, False)])
def test_published_scores_are_checked_too(folder: Path, shift: float, holds: bool) -> None:
    """Against the file, not against transformers."""
    sample = Sample("Add.", "def add(a, b):\n    return a + b")
    verifier = Verifier.find(str(folder))
    tokens = verifier.text.encode(verifier.text.render(sample.problem, [sample.program])).tokens()

    async def score() -> float:
        engine = EmbeddedEngine.load(folder, threads=1)
        (logit,) = await engine.score(tokens)
        await engine.close()
        return logit.score

    golden = Golden(sample, round(asyncio.run(score()), 3) + shift)
    rows = rows_of(replace(plan_for(folder), golden=(golden,)))

    assert [row.holds for row in rows if row.check == "golden scores"] == [holds]
