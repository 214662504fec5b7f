"""What the vLLM engine refuses to start on, before any process is started."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.errors import CheckpointError, EngineArgumentError
from deskcheck_models.vllm_engine import VllmEngine
from tests.models.descendants import descendants
from tests.models.random_checkpoint import save_random_checkpoint, tiny_config, write_config
from tests.models.served_classifier import MARKS

pytestmark = MARKS

# Every token of BERT sees those after it, and its score is read from the first one.
ENCODER: Mapping[str, object] = {
    "architectures": ["BertForSequenceClassification"],
    "model_type": "bert",
    "num_key_value_heads": None,
    "head_dim": None,
    "type_vocab_size": 2,
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id2label": {"0": "bad", "1": "good"}}, "has 2 labels; a verifier has one"),
        ({"architectures": ["NoForSequenceClassification"], "model_type": "no"}, "vLLM refuses"),
        (ENCODER, "vLLM would read .*encoder_only"),
        ({"max_position_embeddings": 100}, "vLLM refuses .*512"),
    ],
)
def test_a_checkpoint_that_is_no_verifier_is_refused_in_one_line(
    tmp_path: Path, changes: Mapping[str, object], words: str
) -> None:
    """By its files, or by what vLLM would make of them."""
    save_random_checkpoint(tmp_path)
    write_config(tmp_path, tiny_config(**changes))
    before = descendants()

    with pytest.raises(CheckpointError, match=words) as refused:
        VllmEngine.load(tmp_path, max_tokens=512)

    assert "\n" not in str(refused.value)
    assert descendants() == before


def test_more_context_than_memory_is_refused_with_what_fits() -> None:
    """No machine holds a cache for so many tokens."""
    with pytest.raises(CheckpointError, match="set max_tokens to"):
        VllmEngine.load(BUNDLED_FOLDER, max_tokens=10**12)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"max_num_seq": 64}, "did you mean 'max_num_seqs'"),
        ({"pooler_config": {}}, "raw logit of the last token"),
        ({"max_num_seqs": "many"}, "max_num_seqs"),
        ({"max_num_batched_tokens": -5}, "max_num_batched_tokens"),
        ({"max_num_batched_tokens": 16, "enable_chunked_prefill": False}, "max_num_batched_tokens"),
    ],
)
def test_a_wrong_engine_argument_is_refused(given: Mapping[str, object], words: str) -> None:
    """By us, or by vLLM with its own reason."""
    with pytest.raises(EngineArgumentError, match=words):
        VllmEngine.load(BUNDLED_FOLDER, engine_arguments=given)


def test_a_folder_without_a_checkpoint_is_refused_by_name(tmp_path: Path) -> None:
    """Nothing is looked for in a hub instead."""
    with pytest.raises(CheckpointError, match="nowhere"):
        VllmEngine.load(tmp_path / "nowhere")
