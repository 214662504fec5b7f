"""The two phases of training, on a verifier small enough for a test."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from signal import SIG_IGN, SIGXFSZ, signal
from typing import Any

import pytest

from deskcheck_models.engine import TokenGroup
from deskcheck_models.training.draws import Drawn
from deskcheck_models.training.recipe import Losses, Phase, Reading, Recipe, Shape
from deskcheck_models.training.training_log import TrainingLog

torch = pytest.importorskip("torch", reason="needs the train extra")
transformers = pytest.importorskip("transformers", reason="needs the train extra")
trainer_module = pytest.importorskip("deskcheck_models.training.trainer")
base = pytest.importorskip("deskcheck_models.training.base")

pytestmark = pytest.mark.torch
torch.set_num_threads(1)  # a model this small only loses by sharing its work

SHAPE = Shape(
    vocabulary=64,
    hidden=32,
    layers=2,
    heads=2,
    key_value_heads=1,
    head_width=16,
    intermediate=48,
    positions=128,
)
RECIPE = Recipe(
    shape=SHAPE,
    reading=Reading(Phase(tokens=32 * 4 * 30, learning_rate=3e-3, weight_decay=0.1), window=32),
    comparison=Phase(tokens=14 * 2 * 40, learning_rate=3e-3, weight_decay=0.0),
    losses=Losses(adviser=True, average=0.3, language=0.1),
    groups_per_step=2,
    averaging=0.9,
    save_minutes=0.0,
)
WINDOWS = [[(start + 7 * place) % 60 for place in range(32)] for start in range(16)]


class MarkedPrograms:
    """Programs that hold token 1 are the better ones."""

    def __call__(self, number: int) -> Drawn:
        noise = number % 20 + 10
        tokens = TokenGroup((3, noise), ((1, noise, 1, 5), (1, 1, 5), (2, noise, 5), (2, 2, 9, 5)))
        advice = ((1.0,) * 4, (), (-1.0,) * 3, (-1.0,) * 4)
        odds = (1.0, float("nan"), -1.0, -1.0)
        return Drawn(tokens, ((0, 2), (0, 3), (1, 2), (1, 3)), odds, advice)

    def mean_length(self) -> float:
        return 14.0


def _trainer(folder: Path, recipe: Recipe = RECIPE, log: TrainingLog | None = None) -> Any:
    torch.manual_seed(recipe.seed)
    model = base.new_classifier(SHAPE, pad_token=0)
    folder.mkdir(exist_ok=True)
    return trainer_module.Trainer(model, recipe, folder, log or TrainingLog(folder))


def _lines(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def test_a_run_learns_language_then_comparison_and_writes_a_classifier(tmp_path: Path) -> None:
    """The classifier ranks what it was shown, and transformers loads it."""
    trainer = _trainer(tmp_path)
    trainer.learn_language(WINDOWS)
    trainer.learn_comparison(MarkedPrograms(), [MarkedPrograms()(0)])
    trainer.write(tmp_path / "verifier")

    model = transformers.AutoModelForSequenceClassification.from_pretrained(tmp_path / "verifier")
    group = MarkedPrograms()(5).tokens
    with torch.no_grad():
        scores = [
            float(model(input_ids=torch.tensor([[*group.prefix, *one]])).logits)
            for one in group.suffixes
        ]

    assert model.config.num_labels == 1
    assert min(scores[:2]) > max(scores[2:])
    assert _lines(tmp_path)[-1]["valid_accuracy"] == 1.0


def test_the_language_phase_leaves_a_language_model(tmp_path: Path) -> None:
    """It predicts the windows better than chance, with transformers alone."""
    trainer = _trainer(tmp_path)
    trainer.learn_language(WINDOWS)
    trainer.write_language_model(tmp_path / "language")

    model = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "language")
    window = torch.tensor(WINDOWS[:1])
    with torch.no_grad():
        loss = float(model(input_ids=window, labels=window).loss)

    assert loss < 3.0  # chance is ln 64, 4.2


def test_the_log_tells_loss_accuracy_and_speed(tmp_path: Path) -> None:
    """Every line names phase and step."""
    told: list[str] = []
    log = TrainingLog(tmp_path, seconds=0.0, tell=[lambda phase, *_: told.append(phase)])
    trainer = _trainer(tmp_path, log=log)
    trainer.learn_language(WINDOWS)
    trainer.learn_comparison(MarkedPrograms())

    lines = _lines(tmp_path)
    assert {str(line["phase"]) for line in lines} == set(told) == {"language", "comparison"}
    assert {"loss", "pair_accuracy", "tokens_per_second", "step", "steps"} <= lines[-1].keys()


def test_a_killed_run_resumes_to_the_same_weights(tmp_path: Path) -> None:
    """The data order, the running mean and the optimizer's state go on where they stopped."""
    expected = _compared(tmp_path / "whole", RECIPE)
    with pytest.raises(KeyboardInterrupt):
        _interrupted(tmp_path / "parts", after=12)

    resumed = _compared(tmp_path / "parts", RECIPE)

    for name, weight in resumed.items():
        assert torch.allclose(weight, expected[name], atol=1e-6), name


def _compared(folder: Path, recipe: Recipe) -> dict[str, Any]:
    trainer = _trainer(folder, recipe)
    trainer.learn_comparison(MarkedPrograms())
    trainer.write(folder / "verifier")
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder / "verifier")
    return dict(model.state_dict())


def _interrupted(folder: Path, *, after: int) -> None:
    """Run until the given step, then stop as Ctrl-C does."""

    def stop(phase: str, step: int, steps: int, figures: dict[str, float]) -> None:
        if step == after:
            raise KeyboardInterrupt

    folder.mkdir()
    log = TrainingLog(folder, seconds=0.0, tell=[stop])
    _trainer(folder, log=log).learn_comparison(MarkedPrograms())


def test_gradients_add_up_over_parts_of_a_step(tmp_path: Path) -> None:
    """Fewer groups in memory at once take the same way down."""
    whole, parts = (
        _losses(tmp_path / str(at_once), replace(RECIPE, groups_at_once=at_once))
        for at_once in (2, 1)
    )

    assert parts == pytest.approx(whole, rel=0.05)
    assert whole[-1] < whole[0]


def _losses(folder: Path, recipe: Recipe) -> list[float]:
    folder.mkdir()
    log = TrainingLog(folder, seconds=0.0)
    _trainer(folder, replace(recipe, losses=Losses()), log).learn_comparison(MarkedPrograms())
    return [line["loss"] for line in _lines(folder)][:12]


def test_a_full_disk_leaves_the_last_whole_state(tmp_path: Path) -> None:
    """The message names the file and the remedy, and the next run goes on."""
    with pytest.raises(KeyboardInterrupt):
        _interrupted(tmp_path / "run", after=3)
    before = (tmp_path / "run" / "comparison.pt").read_bytes()

    with _largest_file(20_000), pytest.raises(trainer_module.StateError, match="make room"):
        _trainer(tmp_path / "run").learn_comparison(MarkedPrograms())

    assert (tmp_path / "run" / "comparison.pt").read_bytes() == before
    assert not list(tmp_path.rglob("*.partial"))


@contextmanager
def _largest_file(limit: int) -> Iterator[None]:
    """Writing more to any file fails, as it does on a full disk."""
    before = getrlimit(RLIMIT_FSIZE)
    handler = signal(SIGXFSZ, SIG_IGN)
    setrlimit(RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, before)
        signal(SIGXFSZ, handler)


def test_a_state_of_another_run_is_refused(tmp_path: Path) -> None:
    """A file that is none, and one of another shape."""
    (tmp_path / "comparison.pt").write_bytes(b"no state")

    with pytest.raises(trainer_module.StateError, match=r"comparison\.pt.*delete it"):
        _trainer(tmp_path).learn_comparison(MarkedPrograms())


def test_the_learning_rate_warms_up_and_falls_to_its_floor() -> None:
    """Linear, then a cosine."""
    phase = Phase(tokens=1, learning_rate=1.0, warm_up=0.1, floor=0.05)
    rates = [trainer_module.learning_rate(phase, number, 100) for number in range(100)]

    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9] == 1.0
    assert rates[-1] == pytest.approx(0.05, abs=0.01)
