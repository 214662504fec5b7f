"""What config.json says of a verifier, and which ones are refused."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.checkpoints.checkpoint import Checkpoint, read_checkpoint
from deskcheck_models.errors import CheckpointError
from tests.models.random_checkpoint import LLAMA, QWEN2, QWEN3, tiny_config, write_config

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)


def test_the_shape_is_read_from_config_json(tmp_path: Path) -> None:
    """Sizes, heads and the norm's epsilon arrive under their own names."""
    checkpoint = read_checkpoint(write_config(tmp_path, tiny_config()))

    assert checkpoint.architecture == QWEN3
    assert (checkpoint.vocabulary_size, checkpoint.hidden_size) == (97, 32)
    assert (checkpoint.heads, checkpoint.key_value_heads, checkpoint.head_size) == (4, 2, 8)
    assert checkpoint.max_positions == 1024
    assert checkpoint.norm_epsilon == 1e-6


def test_only_qwen3_norms_queries_and_keys(tmp_path: Path) -> None:
    """Qwen2 and Llama have no such norm."""
    normed = [
        read_checkpoint(write_config(tmp_path / name, tiny_config(architectures=[name])))
        for name in (QWEN3, QWEN2, LLAMA)
    ]

    assert [checkpoint.query_key_norm for checkpoint in normed] == [True, False, False]


def test_qwen2_has_biases_on_queries_keys_and_values_only(tmp_path: Path) -> None:
    """Its config.json does not say so; the architecture does."""
    checkpoint = read_checkpoint(write_config(tmp_path, tiny_config(architectures=[QWEN2])))

    assert checkpoint.query_key_value_bias
    assert not checkpoint.output_bias


def test_attention_bias_adds_one_to_all_four_projections(tmp_path: Path) -> None:
    """Llama and Qwen3 say it in config.json."""
    config = tiny_config(architectures=[LLAMA], attention_bias=True, mlp_bias=True)
    checkpoint = read_checkpoint(write_config(tmp_path, config))

    assert checkpoint.query_key_value_bias
    assert checkpoint.output_bias
    assert checkpoint.intermediate_bias


def test_a_head_that_config_json_does_not_size_is_a_share_of_the_hidden_size(
    tmp_path: Path,
) -> None:
    """32 hidden over 4 heads are 8 each, for Llama and Qwen2."""
    config = tiny_config(architectures=[LLAMA], head_dim=None, hidden_size=64)

    assert read_checkpoint(write_config(tmp_path, config)).head_size == 16


def test_the_problem_type_is_not_looked_at(tmp_path: Path) -> None:
    """A score is the raw logit whatever loss the model was trained with."""
    checkpoints = [
        read_checkpoint(write_config(tmp_path, tiny_config(problem_type=kind)))
        for kind in ("regression", "single_label_classification", "nonsense")
    ]

    assert len(set(checkpoints)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architectures": ["BertForSequenceClassification"]}, ["architectures", "Bert", "vLLM"]),
        ({"architectures": None}, ["architectures", "vLLM"]),
        ({"architectures": ["Qwen3ForCausalLM"]}, ["Qwen3ForCausalLM"]),
        ({"id2label": {"0": "bad", "1": "good"}}, ["2 labels", "num_labels=1"]),
        ({"id2label": None}, ["2 labels"]),
        ({"id2label": None, "num_labels": 5}, ["5 labels"]),
        ({"pad_token_id": None}, ["pad_token_id", "None"]),
        ({"pad_token_id": -1}, ["pad_token_id", "-1"]),
        ({"use_sliding_window": True}, ["use_sliding_window", "True", "vLLM"]),
        ({"layer_types": ["full_attention", "sliding_attention"]}, ["layer_types", "vLLM"]),
        ({"quantization_config": {"bits": 4}}, ["quantization_config", "bits", "vLLM"]),
        ({"hidden_act": "gelu"}, ["hidden_act", "gelu", "vLLM"]),
        ({"num_key_value_heads": 3}, ["num_key_value_heads", "3", "4"]),
        ({"head_dim": 7}, ["head_dim", "7", "even"]),
        ({"hidden_size": "big"}, ["hidden_size", "'big'", "whole number"]),
        ({"hidden_size": True}, ["hidden_size", "True"]),
        ({"vocab_size": None}, ["vocab_size", "missing"]),
        ({"num_hidden_layers": 0}, ["num_hidden_layers", "0"]),
        ({"rms_norm_eps": "small"}, ["rms_norm_eps", "'small'"]),
        ({"mlp_bias": 1}, ["mlp_bias", "1", "true or false"]),
        ({"architectures": [3]}, ["architectures", "list of strings"]),
        ({"id2label": ["x"]}, ["id2label", "object"]),
    ],
)
def test_what_cannot_be_served_is_refused_by_field_and_value(
    tmp_path: Path, changes: dict[str, object], words: list[str]
) -> None:
    """The message names the file, the field, its value and what to do."""
    folder = write_config(tmp_path, tiny_config(**changes))

    with pytest.raises(CheckpointError) as refusal:
        read_checkpoint(folder)

    assert all(word in str(refusal.value) for word in ["config.json", *words])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The message names the folder."""
    with pytest.raises(CheckpointError, match="nowhere"):
        read_checkpoint(tmp_path / "nowhere")


def test_a_folder_without_config_json_is_refused(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    with pytest.raises(CheckpointError, match=r"config\.json cannot be read"):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b"[" * 100_000])
def test_a_config_json_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    """Cut, not UTF-8, empty, or nested beyond reason."""
    (tmp_path / "config.json").write_bytes(content)

    with pytest.raises(CheckpointError, match="not valid JSON"):
        read_checkpoint(tmp_path)


def test_a_config_json_without_an_object_is_refused(tmp_path: Path) -> None:
    """A list is valid JSON and no configuration."""
    (tmp_path / "config.json").write_text("[]", encoding="utf-8")

    with pytest.raises(CheckpointError, match="list"):
        read_checkpoint(tmp_path)


@given(name=st.sampled_from(sorted(tiny_config())), value=JSON)
def test_any_value_in_any_field_is_read_or_refused(name: str, value: object) -> None:
    """Nothing but CheckpointError leaves the reader, whatever one field holds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps({**tiny_config(), name: value}), encoding="utf-8")
        try:
            outcome: object = read_checkpoint(Path(folder))
        except CheckpointError as error:
            outcome = error

    assert isinstance(outcome, Checkpoint | CheckpointError)
