"""A whole evaluation: every program is scored once, and all figures come from the stored scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from deskcheck_models.evaluation.baselines import WITHOUT_TRAINING, Scorer
from deskcheck_models.evaluation.effort import Effort
from deskcheck_models.evaluation.labelled_groups import LabelledGroup, Question
from deskcheck_models.evaluation.language_model import LanguageModel
from deskcheck_models.evaluation.material import Material
from deskcheck_models.evaluation.ranking_tables import RankingTable, ranking_tables
from deskcheck_models.evaluation.robustness import Robustness, RobustnessTests
from deskcheck_models.evaluation.scores import Wanted, verdicts
from deskcheck_models.reranker import Reranker
from deskcheck_models.stages import Stage, unwatched
from deskcheck_models.training.comparisons import Comparison
from deskcheck_models.training.word_grams import WordGrams

VERIFIER = "verifier"
WHOLE_PATH = "with parser"  # the verifier, behind a parser that puts what is invalid last
WORD_GRAMS = "word n-grams"
LIKELIHOOD = "likelihood"


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure of one verifier on one split."""

    model: str
    engine: str
    split: str
    seed: int
    draws: int
    programs: int  # that were scored, edited ones included
    unscored: int  # of these, without a score: too long for the verifier; they rank last
    tables: tuple[RankingTable, ...]
    robustness: Robustness | None


async def evaluate(
    reranker: Reranker,
    material: Material,
    *,
    effort: Effort,
    robustness: bool = True,
    language_model: LanguageModel | None = None,
    seed: int = 0,
    stage: Stage = unwatched,
) -> Report:
    """Measure a verifier, and the baselines beside it.

    The report depends on the material, the effort and the seed alone, as far as the engine's scores
    do. Raises EngineError and ProblemError as the reranker does.
    """
    everything = [group for groups in material.groups.values() for group in groups]
    tests = _robustness_tests(material, effort, seed, stage) if robustness else None
    scorers = _baselines(material.training, stage)
    if language_model is not None:
        scorers[LIKELIHOOD] = _likelihood(language_model, everything, stage)
    wanted = Wanted()
    wanted.add_groups(everything)
    if tests:
        tests.ask(wanted)
    scored = await verdicts(reranker, wanted, stage("score programs", len(wanted)))
    scorers = {VERIFIER: scored.alone, WHOLE_PATH: scored.whole_path, **scorers}
    tables = [
        table
        for kind, groups in material.groups.items()
        for table in ranking_tables(kind, groups, scorers, draws=effort.draws, seed=seed)
    ]
    return Report(
        reranker.verifier.name,
        reranker.engine.name,
        material.split.value,
        seed,
        effort.draws,
        len(scored),
        scored.unscored,
        tuple(tables),
        tests.figures(scored) if tests else None,
    )


def _robustness_tests(
    material: Material, effort: Effort, seed: int, stage: Stage
) -> RobustnessTests:
    advance = stage("edit programs", 1)
    tests = RobustnessTests(material.groups, effort, seed=seed)
    advance(1)
    return tests


def _baselines(training: Sequence[Comparison], stage: Stage) -> dict[str, Scorer]:
    scorers: dict[str, Scorer] = dict(WITHOUT_TRAINING)
    if training:
        advance = stage("train word n-grams", 1)
        grams = WordGrams()
        grams.learn(training)
        scorers[WORD_GRAMS] = lambda group: [grams.score(one.text) for one in group.programs]
        advance(1)
    return scorers


def _likelihood(model: LanguageModel, groups: Sequence[LabelledGroup], stage: Stage) -> Scorer:
    wanted = Wanted()
    wanted.add_groups(groups)
    advance = stage("read with the language model", len(wanted))
    found: dict[tuple[Question, str], float] = {}
    for question, programs in wanted.portions():
        means = model.mean_log_likelihoods(question.problem, programs)
        found.update(((question, text), mean) for text, mean in zip(programs, means, strict=True))
        advance(len(programs))
    return lambda group: [found[group.question, one.text] for one in group.programs]
