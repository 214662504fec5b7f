"""The model that a run starts from: a checkpoint, or a new one of a stated shape. Uses torch."""

import copy
import random
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    Qwen3Config,
)
from transformers import Qwen3ForSequenceClassification as Qwen3Classifier
from transformers.utils.logging import disable_progress_bar

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import CheckpointError
from deskcheck_models.training.grouped_attention import GROUPED, hidden_states, lay_out
from deskcheck_models.training.recipe import Shape

TOLERANCE = 1e-3  # between a program read beside others and read alone, both in float32


def silence_transformers() -> None:
    """No bars of its own on standard error, beside the run's."""
    disable_progress_bar()


def new_classifier(shape: Shape, pad_token: int) -> Any:
    """A Qwen3-architecture verifier with one label and random weights."""
    config = Qwen3Config(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.intermediate,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_value_heads,
        head_dim=shape.head_width,
        max_position_embeddings=shape.positions,
        tie_word_embeddings=True,
        num_labels=1,
        pad_token_id=pad_token,
        bos_token_id=None,
        eos_token_id=pad_token,
        attn_implementation=GROUPED,
    )
    return Qwen3Classifier(config)


def language_model(classifier: Any) -> Any:
    """The same body as a language model; the tied embedding is its output layer."""
    config = copy.deepcopy(classifier.config)
    config.tie_word_embeddings = True
    model = AutoModelForCausalLM.from_config(config)
    model.base_model.load_state_dict(classifier.base_model.state_dict())
    return model


def read_classifier(folder: Path, pad_token: int) -> Any:
    """A checkpoint as a one-label classifier in float32; a language model gets a new head.

    Raises CheckpointError for a classifier with several labels, for files that transformers cannot
    read, and for an architecture whose attention cannot share a problem between programs.
    """
    try:
        config = AutoConfig.from_pretrained(folder)
        _refuse_labels(config, folder)
        model = AutoModelForSequenceClassification.from_pretrained(
            folder, num_labels=1, dtype=torch.float32
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise CheckpointError(f"{folder} cannot be read to train on: {error}") from error
    if model.config.pad_token_id is None:
        model.config.pad_token_id = pad_token
    _refuse_foreign_attention(model, folder)
    return model


def _refuse_labels(config: Any, folder: Path) -> None:
    names = config.architectures or []
    if any("SequenceClassification" in name for name in names) and config.num_labels != 1:
        raise CheckpointError(
            f"{folder} has {config.num_labels} labels and a verifier has 1: "
            "name one in id2label of its config.json, or start from the language model"
        )


def _refuse_foreign_attention(model: Any, folder: Path) -> None:
    """Score a group both ways: what cannot share a problem shows, whatever its architecture."""
    chance = random.Random(0)
    shared, first, second = (
        tuple(chance.randrange(model.config.vocab_size) for _ in range(size)) for size in (40, 9, 5)
    )
    alone = torch.tensor([[*shared, *first]], device=model.device)
    model.eval()
    with torch.no_grad():
        expected = model.base_model(input_ids=alone, use_cache=False).last_hidden_state[0, -1]
        try:
            model.set_attn_implementation(GROUPED)
            layout = lay_out([TokenGroup(shared, (first, second))], str(model.device))
            found = hidden_states(model.base_model, layout)[layout.programs[0][0].stop - 1]
        except (AttributeError, TypeError, ValueError) as error:
            raise _foreign(model, folder) from error
    if not torch.allclose(found, expected, atol=TOLERANCE):
        raise _foreign(model, folder)


def _foreign(model: Any, folder: Path) -> CheckpointError:
    return CheckpointError(
        f"{folder} is a {model.config.model_type}, whose attention cannot read a problem once for "
        "several programs: take a Qwen3, Qwen2 or LLaMA architecture, or train it with TRL's "
        "RewardTrainer on the same pairs"
    )
