"""The self-check: a verifier that reads or scores otherwise than it must is named and refused."""

import asyncio
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from deskcheck_models import CheckpointError, FakeEngine, Logit, TokenGroup
from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.engine import Engine
from deskcheck_models.errors import SelfCheckError
from deskcheck_models.self_check.canary import CANARY_FILE, Canary
from deskcheck_models.self_check.self_check import SelfCheck
from tests.models.verifier_folder import KINDS, save_verifier

STORED = Canary.read(BUNDLED_FOLDER / CANARY_FILE)


class Bent(FakeEngine):
    """Scores that a function makes of the fake ones; it is told the number of the call."""

    def __init__(self, bend: Callable[[int, float], float]) -> None:
        super().__init__()
        self._bend = bend
        self._calls = 0

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """The bent scores."""
        logits = await super().score(group)
        self._calls += 1
        return [replace(one, score=self._bend(self._calls, one.score)) for one in logits]


def checked(folder: Path, canary: Canary | None, engine: Engine | None = None) -> Canary:
    """The outcome of the check; with the embedded engine unless another one is given."""
    used = engine or EmbeddedEngine.load(folder, threads=1)

    async def run() -> Canary:
        try:
            return await SelfCheck(folder, canary).check(used)
        finally:
            await used.close()

    return asyncio.run(run())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled verifier, to be damaged."""
    return Path(shutil.copytree(BUNDLED_FOLDER, tmp_path / "nano"))


def test_the_bundled_canary_goes_with_the_bundled_weights() -> None:
    """Whoever replaces the weights makes it anew: `deskcheck canary deskcheck-nano`."""
    found = checked(BUNDLED_FOLDER, STORED)

    assert found.readings == STORED.readings
    assert found.scores == pytest.approx(STORED.scores, abs=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_any_verifier_passes_without_a_canary_and_then_with_its_own(
    kind: str, tmp_path: Path
) -> None:
    """What it makes of the group is a canary, through a file and back."""
    folder = save_verifier(tmp_path / kind, kind)
    checked(folder, None).write(folder / CANARY_FILE)
    canary = Canary.read(folder / CANARY_FILE)

    assert checked(folder, canary).scores == pytest.approx(canary.scores, abs=1e-4)


def test_other_weights_are_refused(folder: Path) -> None:
    """The scores are not the stored ones."""
    weights = load_file(folder / "model.safetensors")
    head = weights["score.weight"]
    save_file({**weights, "score.weight": -head}, folder / "model.safetensors")

    with pytest.raises(SelfCheckError, match=r"the canary scores .* and not -.*deskcheck canary"):
        checked(folder, STORED)


def test_another_template_is_refused(folder: Path) -> None:
    """Told with the place where the texts part."""
    file = folder / "chat_template.jinja"
    file.write_text(file.read_text().replace("'\\n</think>\\n\\n'", "'\\n</think>\\n'"))

    with pytest.raises(SelfCheckError, match=r"the chat template gives .* at character"):
        checked(folder, STORED)


def test_another_pad_token_is_refused(folder: Path) -> None:
    """transformers would read the score elsewhere."""
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "pad_token_id": 7}))

    with pytest.raises(SelfCheckError, match=f"the pad token is 7 and not {STORED.pad_token_id}"):
        checked(folder, STORED)


def test_a_score_read_from_padding_is_refused(folder: Path) -> None:
    """The last token is the pad token: engines do not agree where the score stands."""
    last = STORED.readings[0].tokens[-1]
    file = folder / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "pad_token_id": last}))

    with pytest.raises(SelfCheckError, match=f"the last tokens are .*{last}.*pad token is {last}"):
        checked(folder, None)


def test_other_token_ids_are_refused(folder: Path) -> None:
    """The last one is told apart: the score stands there."""
    one, other = STORED.readings
    last = replace(STORED, readings=(replace(one, tokens=(*one.tokens[:-1], 5)), other))
    inner = replace(STORED, readings=(replace(one, tokens=(5, *one.tokens[1:])), other))

    with pytest.raises(SelfCheckError, match=r"the last token is .* and not 5"):
        checked(folder, last)
    with pytest.raises(SelfCheckError, match="other token ids"):
        checked(folder, inner)


def sigmoid(score: float) -> float:
    """The activation that other servers apply."""
    return float(1 / (1 + np.exp(-score)))


@pytest.mark.parametrize(
    ("bend", "told"),
    [
        (lambda _, score: sigmoid(score), "an activation is on"),
        (lambda _, score: float("nan"), "scores are nan"),
        (lambda call, score: score + call, "then"),
        (lambda call, score: score * 2 if call == 3 else score, "then"),
        (lambda _, score: score + 0.5, "and not"),
    ],
)
def test_other_scores_are_refused(bend: Callable[[int, float], float], told: str) -> None:
    """An activation, no number, another one each time, or without the cached problem."""
    stored = checked(BUNDLED_FOLDER, None, FakeEngine())

    with pytest.raises(SelfCheckError, match=told):
        checked(BUNDLED_FOLDER, stored, Bent(bend))


def test_a_later_engine_must_score_like_the_first() -> None:
    """Where nothing is stored, too: one that is started again computes the same."""
    check = SelfCheck(BUNDLED_FOLDER, None)
    asyncio.run(check.check(FakeEngine()))

    with pytest.raises(SelfCheckError, match="and not"):
        asyncio.run(check.check(Bent(lambda _, score: score + 0.5)))


def test_an_engine_that_reads_too_little_is_told_so() -> None:
    """With the setting that helps."""
    with pytest.raises(SelfCheckError, match="reads 16: give a larger max_tokens"):
        checked(BUNDLED_FOLDER, STORED, FakeEngine(max_tokens=16))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Expecting value"),
        ("[]", "list indices"),
        ("{}", "lacks 'readings'"),
        ('{"readings": [], "scores": [1]}', "longer"),
        ('{"readings": [{"program": 1}], "scores": [1]}', "lacks 'text'"),
    ],
)
def test_a_broken_canary_is_told(text: str, told: str, tmp_path: Path) -> None:
    """With what is wrong and the command that makes another."""
    file = tmp_path / CANARY_FILE
    file.write_text(text)

    with pytest.raises(CheckpointError, match=f"{told}.*deskcheck canary"):
        Canary.read(file)
