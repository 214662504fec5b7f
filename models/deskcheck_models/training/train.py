"""A training run from pairs to a verifier's folder; a run that was stopped goes on."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from deskcheck_models.errors import CheckpointError, MissingExtraError, ModelError
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.adviser import FOLDS, Adviser
from deskcheck_models.training.byte_pairs import PAD, train_byte_pairs, write_tokenizer
from deskcheck_models.training.code_files import CodeFiles, read_code
from deskcheck_models.training.documents import documents, windows
from deskcheck_models.training.draws import Drawn, Draws
from deskcheck_models.training.pairs.pair_files import read_pairs
from deskcheck_models.training.preference_groups import PreferenceGroup, preference_groups
from deskcheck_models.training.recipe import Recipe, Shape
from deskcheck_models.training.tensor_board import tensor_board
from deskcheck_models.training.training_log import Figures, TrainingLog

if TYPE_CHECKING:
    from deskcheck_models.training.trainer import Trainer

TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
VALIDATION_GROUPS = 200
Tell = Callable[[str, int, int, Figures], None]


class TrainingError(ModelError):
    """A run cannot start: pairs, base and recipe do not go together."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is made of.

    `base` is the checkpoint to train on, None where the recipe has a shape. `functions` are pairs
    of documented functions, to be compared beside the others. `code` are folders of source code
    for the language model of a new verifier. `device` is cpu or cuda.
    """

    pairs: Path
    out: Path
    recipe: Recipe
    base: Path | None = None
    validation: Path | None = None
    functions: Path | None = None
    code: tuple[Path, ...] = ()
    device: str = "cpu"


def train(run: Run, tell: Sequence[Tell] = ()) -> Path:
    """Train, and return the folder of the verifier in the Hugging Face layout.

    Raises TrainingError, CheckpointError for a base that cannot be trained on, StateError where the
    state cannot be written, MissingExtraError without torch.
    """
    groups = _groups(run.pairs)
    verifier = run.out / "verifier"
    verifier.mkdir(parents=True, exist_ok=True)
    recipe = json.dumps(asdict(run.recipe), indent=2) + "\n"
    (run.out / "recipe.json").write_text(recipe, encoding="utf-8")
    with tensor_board(run.out) as board:
        trainer, text = _start(run, groups, verifier, [*tell, *board])
        draws = Draws(groups, text, run.recipe, _adviser(run, groups, tell), _functions(run))
        trainer.learn_comparison(draws, _validation(run, text))
    trainer.write(verifier)
    if run.base is not None and run.recipe.losses.language:
        _write_language_model(trainer, run)
    shutil.copy(run.out / "recipe.json", verifier / "recipe.json")
    return verifier


def _groups(file: Path) -> list[PreferenceGroup]:
    groups = preference_groups(read_pairs(file))
    if not groups:
        raise TrainingError(f"{file} holds no pair: make some with deskcheck pairs")
    return groups


def _adviser(run: Run, groups: Sequence[PreferenceGroup], tell: Sequence[Tell]) -> Adviser | None:
    if not run.recipe.losses.adviser:
        return None
    learnt = count(1)

    def advance(_models: int) -> None:
        number = next(learnt)
        for one in tell:
            one("adviser", number, FOLDS, {})

    return Adviser(groups, run.recipe.seed, advance)


def _functions(run: Run) -> list[PreferenceGroup]:
    """Groups of functions, of which the adviser is not asked: their labels are certain."""
    if run.functions is None:
        return []
    return [replace(group, plain=frozenset()) for group in _groups(run.functions)]


def _start(
    run: Run, groups: Sequence[PreferenceGroup], verifier: Path, tell: Sequence[Tell]
) -> tuple["Trainer", VerifierText]:
    """A trainer with the model that the comparisons start from, and its reading of text."""
    try:
        from deskcheck_models.training.base import (
            new_classifier,
            read_classifier,
            silence_transformers,
        )
        from deskcheck_models.training.trainer import Trainer, is_usable
    except ImportError as error:
        raise MissingExtraError(
            f"training needs torch and transformers ({error}): pip install 'deskcheck[train]'"
        ) from error
    if not is_usable(run.device):
        raise TrainingError(f"device {run.device} is not there: leave it out, to train on the CPU")
    silence_transformers()
    log = TrainingLog(run.out, tell=tell)
    shape = run.recipe.shape
    if shape is None:
        text = _read_text(run, verifier)
        model = read_classifier(run.base or verifier, _pad_token(verifier))
        return Trainer(model, run.recipe, run.out, log, run.device), text
    _refuse_base(run)
    code = read_code(run.code, run.recipe.seed)
    text = _new_text(groups, code, shape, verifier)
    model = new_classifier(shape, _pad_token(verifier))
    trainer = Trainer(model, run.recipe, run.out, log, run.device)
    _learn_language(trainer, run, groups, code, text)
    return trainer, text


def _refuse_base(run: Run) -> None:
    if run.base is not None:
        raise TrainingError(
            f"the recipe has a shape, for a new verifier, and {run.base} was given to train on: "
            "leave one of them out"
        )


def _read_text(run: Run, verifier: Path) -> VerifierText:
    """The base's template and tokenizer, copied beside the weights to come."""
    if run.base is None:
        raise TrainingError("nothing to train: name a base, or give the recipe a shape")
    text = VerifierText.read(run.base)
    for name in TEXT_FILES:
        if (run.base / name).is_file():
            shutil.copy(run.base / name, verifier / name)
    return text


def _new_text(
    groups: Sequence[PreferenceGroup], code: CodeFiles, shape: Shape, verifier: Path
) -> VerifierText:
    if not (verifier / "tokenizer.json").exists():
        programs = {program for group in groups for program in group.programs}
        texts = [*sorted(programs), *sorted({group.problem for group in groups}), *code.texts]
        write_tokenizer(train_byte_pairs(texts, shape.vocabulary), verifier)
    return VerifierText.read(verifier)


def _learn_language(
    trainer: "Trainer",
    run: Run,
    groups: Sequence[PreferenceGroup],
    code: CodeFiles,
    text: VerifierText,
) -> None:
    reading = run.recipe.reading
    pairs = documents(groups, reading.programs_per_problem, run.recipe.seed)
    read = {"documents": len(pairs), "code_files": code.files, "code_characters": code.characters}
    (run.out / "corpus.json").write_text(json.dumps(read, indent=2) + "\n", encoding="utf-8")
    trainer.learn_language(list(windows(text, pairs, code.texts, reading.window)))
    _write_language_model(trainer, run)


def _write_language_model(trainer: "Trainer", run: Run) -> None:
    """What the body is as a language model, for `deskcheck evaluate` to compare with."""
    language = run.out / "language"
    trainer.write_language_model(language)
    for name in TEXT_FILES:
        if (run.out / "verifier" / name).is_file():
            shutil.copy(run.out / "verifier" / name, language / name)


def _validation(run: Run, text: VerifierText) -> list[Drawn]:
    if run.validation is None:
        return []
    draws = Draws(_groups(run.validation), text, run.recipe)
    return [draws(number) for number in range(VALIDATION_GROUPS)]


def _pad_token(folder: Path) -> int:
    """The id of the tokenizer's pad token, or of the one that Qwen3 pads with."""
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    pad = settings.get("pad_token") or settings.get("eos_token") or PAD
    content = pad["content"] if isinstance(pad, dict) else pad
    record = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    added = {token["content"]: int(token["id"]) for token in record["added_tokens"]}
    if content not in added:
        raise CheckpointError(
            f"{folder} has no token to pad with ({content!r} is none of its added tokens): "
            "name one as pad_token in tokenizer_config.json"
        )
    return added[content]
