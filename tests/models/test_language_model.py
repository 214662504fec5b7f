"""The likelihood of programs, against one plain forward pass for each."""

import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deskcheck_models import CheckpointError, MissingExtraError
from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.evaluation.language_model import AT_ONCE, LanguageModel
from deskcheck_models.text.verifier_text import VerifierText

if TYPE_CHECKING:
    from transformers import PreTrainedModel

PROBLEM = "Write add(a, b)."
PROGRAMS = [f"def add(a, b):\n    return a + b{' + 0' * number}" for number in range(AT_ONCE + 2)]
SHAPE: Mapping[str, object] = {
    "vocab_size": 4096,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
}


def _with_text_files(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(BUNDLED_FOLDER / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random language model with the bundled verifier's tokenizer."""
    torch = pytest.importorskip("torch", reason="torch is not installed: pip install '.[train]'")
    transformers = pytest.importorskip("transformers", reason="needs the train extra")
    torch.set_num_threads(1)
    torch.manual_seed(3)
    model = transformers.Qwen3ForCausalLM(transformers.Qwen3Config(**SHAPE))
    for name, parameter in model.named_parameters():
        torch.nn.init.normal_(parameter, mean=1.0 if "norm" in name else 0.0, std=0.3)
    folder = _with_text_files(tmp_path_factory.mktemp("language"))
    model.save_pretrained(folder)
    return folder


def _slow(model: "PreTrainedModel", program: str) -> float:
    """The mean over the tokens behind the problem, each from the tokens before it."""
    import torch

    text = VerifierText.read(BUNDLED_FOLDER)
    group = text.encode(text.render(PROBLEM, [program])).tokens()
    ids = [*group.prefix, *group.suffixes[0]]
    with torch.inference_mode():
        logits = model(torch.tensor([ids])).logits[0]
    told = [
        float(logits[place - 1].log_softmax(dim=-1)[ids[place]])
        for place in range(len(group.prefix), len(ids))
    ]
    return sum(told) / len(told)


@pytest.mark.torch
def test_means_are_those_of_a_pass_without_cache_and_padding(folder: Path) -> None:
    """Though the problem is read once, and programs of several lengths together."""
    import transformers

    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    means = LanguageModel.load(folder).mean_log_likelihoods(PROBLEM, PROGRAMS)

    assert means == pytest.approx([_slow(model, program) for program in PROGRAMS], abs=1e-4)
    assert max(means) - min(means) > 0.01


@pytest.mark.torch
def test_a_verifier_is_no_language_model(folder: Path) -> None:
    """Its embedding could be taken for the output layer, and was trained for another end."""
    pytest.importorskip("torch")

    with pytest.raises(CheckpointError, match=r"holds beside it score\.weight"):
        LanguageModel.load(BUNDLED_FOLDER)


@pytest.mark.torch
def test_a_folder_without_weights_is_refused(folder: Path, tmp_path: Path) -> None:
    """With its name."""
    empty = _with_text_files(tmp_path / "empty")

    with pytest.raises(CheckpointError, match=r"empty holds no causal language model"):
        LanguageModel.load(empty)


def test_a_folder_without_a_tokenizer_is_refused(tmp_path: Path) -> None:
    """Before anything heavy is loaded."""
    with pytest.raises(CheckpointError, match=r"tokenizer\.json is missing"):
        LanguageModel.load(tmp_path)


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_extra_is_named() -> None:
    """It is needed for this baseline alone."""
    with pytest.raises(MissingExtraError, match=r"pip install 'deskcheck\[train\]'"):
        LanguageModel.load(BUNDLED_FOLDER)
