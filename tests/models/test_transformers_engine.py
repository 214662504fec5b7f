"""The engine that all others are judged by."""

import asyncio
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import CheckpointError, EngineError, TooLongError
from deskcheck_models.verification.tolerance import Precision
from deskcheck_models.verification.transformers_reference import (
    TransformersEngine,
    TransformersText,
)
from tests.models.random_checkpoint import random_tokens, tiny_config, write_config
from tests.models.verifier_folder import LIMIT, save_verifier

transformers = pytest.importorskip("transformers", reason="needs the verify extra")
torch = pytest.importorskip("torch", reason="needs the verify extra")

pytestmark = pytest.mark.torch

GROUP = TokenGroup(random_tokens(40), (random_tokens(1, 1), random_tokens(60, 2)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random verifier."""
    return save_verifier(tmp_path_factory.mktemp("verifier"))


def scored(folder: Path, group: TokenGroup, precision: Precision = "float32") -> list[float]:
    """The scores of a group, of an engine that is closed afterwards."""

    async def score() -> list[float]:
        engine = TransformersEngine.load(folder, precision=precision, device="cpu")
        try:
            return [logit.score for logit in await engine.score(group)]
        finally:
            await engine.close()

    return asyncio.run(score())


def test_it_gives_the_logits_of_the_plain_model(folder: Path) -> None:
    """To the last bit, in float32."""
    classifier = transformers.AutoModelForSequenceClassification
    model = classifier.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.inference_mode():
        expected = [
            float(model(torch.tensor([list(GROUP.prefix + suffix)])).logits)
            for suffix in GROUP.suffixes
        ]

    assert scored(folder, GROUP) == expected


def test_in_bfloat16_the_head_is_computed_in_float32(folder: Path) -> None:
    """Close to float32, and on a finer grid than that of bfloat16."""
    exact, rounded = scored(folder, GROUP), scored(folder, GROUP, "bfloat16")

    assert rounded == pytest.approx(exact, abs=0.1)
    assert rounded != exact
    assert any(score != float(torch.tensor(score).bfloat16()) for score in rounded)


def test_a_closed_engine_refuses(folder: Path) -> None:
    """With the remedy."""

    async def use_after_close() -> None:
        engine = TransformersEngine.load(folder, precision="float32", device="cpu")
        await engine.close()
        await engine.score(GROUP)

    with pytest.raises(EngineError, match="closed"):
        asyncio.run(use_after_close())


def test_a_sequence_beyond_the_positions_is_refused(folder: Path) -> None:
    """Nothing is cut."""
    with pytest.raises(TooLongError, match=f"{LIMIT + 1} tokens"):
        scored(folder, TokenGroup((), (random_tokens(LIMIT + 1),)))


def test_an_empty_sequence_and_an_unknown_id_are_refused(folder: Path) -> None:
    """Each in a sentence."""
    with pytest.raises(EngineError, match="0 tokens"):
        scored(folder, TokenGroup((), ((),)))
    with pytest.raises(EngineError, match="could not score 1 tokens"):
        scored(folder, TokenGroup((), ((10_000_000,),)))


def test_weights_that_are_missing_are_not_drawn_at_random(tmp_path: Path) -> None:
    """A language model is no verifier."""
    folder = save_verifier(tmp_path)
    weights = load_file(folder / "model.safetensors")
    del weights["score.weight"]
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match=r"lacks the weights score\.weight"):
        scored(folder, GROUP)


def test_two_labels_are_refused(tmp_path: Path) -> None:
    """As every engine refuses them."""
    folder = save_verifier(tmp_path)
    labels = {"0": "bad", "1": "good"}
    config = tiny_config(head_dim=32, vocab_size=4096, id2label=labels)
    write_config(folder, config)
    weights = load_file(folder / "model.safetensors")
    weights["score.weight"] = weights["score.weight"].repeat(2, axis=0)
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match="2 labels"):
        scored(folder, GROUP)


def test_a_folder_without_a_tokenizer_is_refused_by_name(tmp_path: Path) -> None:
    """Nothing is looked for in a hub."""
    with pytest.raises(CheckpointError, match="tokenizer"):
        TransformersText.read(tmp_path)


def test_a_template_that_refuses_says_so(folder: Path, tmp_path: Path) -> None:
    """Some families take no system prompt."""
    saved = save_verifier(tmp_path)
    (saved / "chat_template.jinja").write_text("{{ raise_exception('no system prompt') }}")

    with pytest.raises(CheckpointError, match="no system prompt"):
        TransformersText.read(saved).render("Add.", "x", None)
