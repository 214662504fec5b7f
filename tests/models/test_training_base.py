"""What a run may start from, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest

from deskcheck_models.errors import CheckpointError
from deskcheck_models.training.recipe import Shape

torch = pytest.importorskip("torch", reason="needs the train extra")
transformers = pytest.importorskip("transformers", reason="needs the train extra")
base = pytest.importorskip("deskcheck_models.training.base")

pytestmark = pytest.mark.torch

SIZES = {
    "vocab_size": 97,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
}


def _saved(folder: Path, architecture: str, kind: str, **changes: Any) -> Path:
    config = getattr(transformers, f"{architecture}Config")(**SIZES, **changes)
    getattr(transformers, f"{architecture}For{kind}")(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("architecture", ["Qwen3", "Qwen2", "Llama"])
def test_a_language_model_gets_one_label(tmp_path: Path, architecture: str) -> None:
    """Its body is kept, in float32; the head is new."""
    folder = _saved(tmp_path, architecture, "CausalLM")

    model = base.read_classifier(folder, pad_token=5)

    assert model.config.num_labels == 1
    assert model.config.pad_token_id == 5
    assert {one.dtype for one in model.parameters()} == {torch.float32}


def test_a_classifier_keeps_its_head(tmp_path: Path) -> None:
    """It goes on learning."""
    folder = _saved(tmp_path, "Qwen3", "SequenceClassification", num_labels=1, pad_token_id=3)
    expected = transformers.AutoModelForSequenceClassification.from_pretrained(folder)

    model = base.read_classifier(folder, pad_token=5)

    assert torch.equal(model.score.weight, expected.score.weight)
    assert model.config.pad_token_id == 3


def test_several_labels_are_refused(tmp_path: Path) -> None:
    """With their number and the remedy."""
    folder = _saved(tmp_path, "Qwen3", "SequenceClassification", num_labels=4)

    with pytest.raises(CheckpointError, match=r"has 4 labels.*id2label"):
        base.read_classifier(folder, pad_token=5)


def test_attention_that_cannot_share_a_problem_is_refused(tmp_path: Path) -> None:
    """Such as one that looks back over a window only; the message names another way."""
    folder = _saved(tmp_path, "Mistral", "CausalLM", sliding_window=8)

    with pytest.raises(CheckpointError, match=r"is a mistral.*RewardTrainer"):
        base.read_classifier(folder, pad_token=5)


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    """With what transformers says of it."""
    with pytest.raises(CheckpointError, match=f"{tmp_path} cannot be read"):
        base.read_classifier(tmp_path, pad_token=5)


def test_a_new_classifier_has_its_shape() -> None:
    """One label, a tied embedding, the pad token."""
    model = base.new_classifier(Shape(vocabulary=64, hidden=32, layers=3), pad_token=7)

    assert (model.config.num_hidden_layers, model.config.num_labels) == (3, 1)
    assert (model.config.pad_token_id, model.config.tie_word_embeddings) == (7, True)
