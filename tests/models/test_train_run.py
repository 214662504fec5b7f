"""A whole run: pairs in, a verifier that every engine loads out."""

import asyncio
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.errors import CheckpointError
from deskcheck_models.group import Candidate, Group
from deskcheck_models.reranker import Reranker
from deskcheck_models.training.pairs.pair_files import write_pairs
from deskcheck_models.training.recipe import Losses, Phase, Reading, Recipe, Shape
from deskcheck_models.training.train import Run, TrainingError, train
from deskcheck_models.verifier import Verifier
from tests.models.event_scalars import event_scalars
from tests.models.pair_builder import sum_pairs

torch = pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("transformers", reason="needs the train extra")

pytestmark = pytest.mark.torch
torch.set_num_threads(1)

NEW = Recipe(
    shape=Shape(
        vocabulary=400,
        hidden=32,
        layers=2,
        heads=2,
        key_value_heads=1,
        head_width=16,
        intermediate=48,
        positions=512,
    ),
    reading=Reading(Phase(tokens=4 * 64 * 10, learning_rate=3e-3), window=64),
    comparison=Phase(tokens=60_000, learning_rate=5e-3, weight_decay=0.0),
    losses=Losses(adviser=True, language=0.1),
    groups_per_step=2,
    averaging=0.9,
    reports=2,
)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs in which programs that add are better."""
    file = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    write_pairs(file, sum_pairs())
    return file


@pytest.fixture(scope="module")
def out(pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run from scratch."""
    folder = tmp_path_factory.mktemp("run")
    code = folder / "code"
    code.mkdir()
    (code / "own.py").write_text("def f(x):\n    return x\n")
    train(Run(pairs, folder, NEW, validation=pairs, code=(code,)))
    return folder


async def _scores(folder: Path, programs: list[str]) -> list[float | None]:
    verifier = Verifier.find(str(folder))
    async with Reranker(verifier, EmbeddedEngine.load(verifier.folder)) as reranker:
        group = Group("Write what own/77 asks for.", tuple(map(Candidate, programs)))
        return [one.judged.score for one in (await reranker.rerank(group)).results]


def _logged(folder: Path) -> dict[str, list[tuple[int, object]]]:
    """Step and value of every figure in the lines of a run's log, by phase and name."""
    found: dict[str, list[tuple[int, object]]] = defaultdict(list)
    for text in (folder / "log.jsonl").read_text().splitlines():
        line = json.loads(text)
        phase, step = line.pop("phase"), line.pop("step")
        del line["steps"]
        for name, value in line.items():
            found[f"{phase}/{name}"].append((step, pytest.approx(value, rel=1e-6)))
    return found


def test_the_embedded_engine_ranks_with_the_new_verifier(out: Path) -> None:
    """On a problem that was not in the pairs."""
    programs = ["def f(x):\n    return x[7] + 2", "def f(x):\n    return x[7] - 2"]

    added, subtracted = asyncio.run(_scores(out / "verifier", programs))

    assert added is not None
    assert subtracted is not None
    assert added > subtracted


def test_a_run_leaves_its_recipe_its_corpus_and_its_log(out: Path) -> None:
    """Beside the weights, so that they can be told apart later."""
    recipe = json.loads((out / "verifier" / "recipe.json").read_text())
    corpus = json.loads((out / "corpus.json").read_text())
    log = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]

    assert recipe["comparison"]["tokens"] == 60_000
    assert corpus["code_files"] == {".py": 1}
    assert any("valid_accuracy" in line for line in log)


def test_a_run_tells_tensor_board_what_it_logs(out: Path) -> None:
    """Every figure of both phases, at its step."""
    shown = event_scalars(out)

    assert shown == _logged(out)
    assert {"language/loss", "comparison/loss", "comparison/valid_accuracy"} <= shown.keys()


def test_training_goes_on_from_a_base(out: Path, pairs: Path, tmp_path: Path) -> None:
    """With the base's own tokenizer and template."""
    recipe = Recipe(
        comparison=Phase(tokens=2_000, learning_rate=1e-3),
        losses=Losses(language=0.1, adviser=True),
        groups_per_step=1,
    )
    told: dict[str, int] = {}

    verifier = train(
        Run(pairs, tmp_path, recipe, base=out / "verifier", functions=pairs),
        [lambda phase, step, _steps, _figures: told.update({phase: step})],
    )

    assert told["adviser"] == 5
    assert (tmp_path / "language" / "model.safetensors").is_file()
    for name in ("tokenizer.json", "chat_template.jinja"):
        assert (verifier / name).read_bytes() == (out / "verifier" / name).read_bytes()
    assert None not in asyncio.run(_scores(verifier, ["def f(x):\n    return x"]))


def test_a_base_without_a_chat_template_is_refused(out: Path, pairs: Path, tmp_path: Path) -> None:
    """Programs are read in the verifier's own template, so there must be one."""
    bare = tmp_path / "bare"
    bare.mkdir()
    for file in (out / "verifier").iterdir():
        if file.name != "chat_template.jinja":
            (bare / file.name).write_bytes(file.read_bytes())

    with pytest.raises(CheckpointError, match="chat template"):
        train(Run(pairs, tmp_path / "run", Recipe(), base=bare))


def test_a_shape_and_a_base_contradict_each_other(out: Path, pairs: Path, tmp_path: Path) -> None:
    """And so does neither."""
    with pytest.raises(TrainingError, match="leave one of them out"):
        train(Run(pairs, tmp_path, NEW, base=out / "verifier"))
    with pytest.raises(TrainingError, match="name a base"):
        train(Run(pairs, tmp_path, replace(NEW, shape=None)))


def test_no_pairs_are_no_run(tmp_path: Path) -> None:
    """The message names the file and the command that makes pairs."""
    (tmp_path / "empty.jsonl").write_text("")

    with pytest.raises(TrainingError, match=r"empty\.jsonl holds no pair.*deskcheck pairs"):
        train(Run(tmp_path / "empty.jsonl", tmp_path, NEW))
