"""The drawn forward pass against one written down plainly."""

from pathlib import Path

import pytest

from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.weights import read_weights
from deskcheck_models.embedded.decoder import Decoder
from tests.models.random_checkpoint import (
    LLAMA,
    LLAMA3_ROPE,
    QWEN2,
    QWEN3,
    random_tokens,
    save_random_checkpoint,
)
from tests.models.reference_forward import reference_logit

TOLERANCE = 1e-4


def load_decoder(folder: Path, threads: int = 1) -> Decoder:
    """The decoder of the checkpoint in the folder."""
    checkpoint = read_checkpoint(folder)
    return Decoder(checkpoint, read_weights(checkpoint), threads=threads)


@pytest.mark.parametrize(
    "changes",
    [
        {"architectures": [QWEN3]},
        {"architectures": [QWEN3], "attention_bias": True, "num_key_value_heads": 1},
        {"architectures": [QWEN2], "rms_norm_eps": 1e-2},
        {"architectures": [LLAMA], "attention_bias": True, "mlp_bias": True},
        {"architectures": [LLAMA], "rope_parameters": dict(LLAMA3_ROPE)},
        {"architectures": [LLAMA], "num_key_value_heads": 4, "num_hidden_layers": 1},
    ],
)
def test_every_architecture_gives_the_logit_of_the_plain_forward_pass(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    """Norms, biases, shared heads, stretched rotation, a single layer."""
    folder = save_random_checkpoint(tmp_path, **changes)
    checkpoint, tokens = read_checkpoint(folder), random_tokens(90)
    decoder = load_decoder(folder)
    expected = reference_logit(checkpoint, read_weights(checkpoint), tokens)

    assert decoder.logit(tokens, decoder.nothing_read) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("length", [1, 2, 255, 256, 257, 512, 513, 600])
def test_texts_read_in_pieces_give_the_same_logit(tmp_path: Path, length: int) -> None:
    """Around every border between pieces."""
    folder = save_random_checkpoint(tmp_path)
    checkpoint, tokens = read_checkpoint(folder), random_tokens(length)
    decoder = load_decoder(folder)
    expected = reference_logit(checkpoint, read_weights(checkpoint), tokens)

    assert decoder.logit(tokens, decoder.nothing_read) == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("split", [1, 2, 40, 299, 300, 339])
def test_it_does_not_matter_where_the_prefix_ends(tmp_path: Path, split: int) -> None:
    """Prefix and suffix of any share give the logit of the whole."""
    decoder = load_decoder(save_random_checkpoint(tmp_path), threads=2)
    tokens = random_tokens(340)
    whole = decoder.logit(tokens, decoder.nothing_read)
    state = decoder.state(tokens[:split])

    assert state.length == split
    assert decoder.logit(tokens[split:], state) == pytest.approx(whole, abs=TOLERANCE)


def test_a_state_is_not_changed_by_what_follows_it(tmp_path: Path) -> None:
    """The same suffix twice, another one between: the same bits."""
    decoder = load_decoder(save_random_checkpoint(tmp_path))
    state = decoder.state(random_tokens(50))
    suffix = random_tokens(30, seed=1)
    first = decoder.logit(suffix, state)
    decoder.logit(random_tokens(70, seed=2), state)

    assert decoder.logit(suffix, state) == first


def test_every_position_that_the_checkpoint_allows_can_be_read(tmp_path: Path) -> None:
    """The last one included."""
    folder = save_random_checkpoint(tmp_path, max_position_embeddings=40)
    decoder, tokens = load_decoder(folder), random_tokens(40)
    checkpoint = read_checkpoint(folder)
    expected = reference_logit(checkpoint, read_weights(checkpoint), tokens)

    assert decoder.logit(tokens, decoder.nothing_read) == pytest.approx(expected, abs=TOLERANCE)
