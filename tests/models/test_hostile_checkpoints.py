"""Checkpoint files that somebody damaged or made up: one error of the package, which names them."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.checkpoints.checkpoint import read_checkpoint
from deskcheck_models.checkpoints.classifier import read_classifier
from deskcheck_models.checkpoints.quantised import refuse_unverified
from deskcheck_models.checkpoints.revision import revision_of
from deskcheck_models.checkpoints.weights import read_weights
from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.tokenizer import VerifierTokenizer
from deskcheck_models.text.verifier_text import VerifierText
from tests.models.random_checkpoint import save_random_checkpoint, tiny_config, write_config

NESTED = "[" * 100_000
TEXT_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")


def _quantised(folder: Path, *left_alone: str) -> Path:
    save_random_checkpoint(folder)
    return write_config(folder, tiny_config(quantization_config={"ignore": list(left_alone)}))


def _text_folder(folder: Path) -> Path:
    for name in TEXT_FILES:
        shutil.copy(BUNDLED_FOLDER / name, folder / name)
    return folder


def test_a_pattern_that_is_none_is_told(tmp_path: Path) -> None:
    """Among the layers that a quantiser left alone."""
    with pytest.raises(
        CheckpointError, match=r"'re:\(' is no regular expression.*correct the file"
    ):
        read_classifier(_quantised(tmp_path, "re:("))


@pytest.mark.parametrize("pattern", ["re:score", "re:.*", "re:^sc", "score"])
def test_a_pattern_that_means_the_head_leaves_it_alone(tmp_path: Path, pattern: str) -> None:
    """As a quantiser would take it."""
    assert read_classifier(_quantised(tmp_path, pattern)).quantised


@pytest.mark.parametrize("pattern", ["re:lm_head", "scores", "re:core", ""])
def test_a_pattern_that_means_other_layers_does_not(tmp_path: Path, pattern: str) -> None:
    """The head would be quantised."""
    with pytest.raises(CheckpointError, match="does not leave the layer score alone"):
        read_classifier(_quantised(tmp_path, pattern))


@pytest.mark.parametrize("path", ["a\0b", "\ud800"])
def test_a_record_of_a_path_that_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    """By its field."""
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"folder": path, "reference": "whole", "holds": True}))

    with pytest.raises(CheckpointError, match="must be the path of a folder"):
        refuse_unverified(_quantised(tmp_path / "verifier", "score"), record)


def test_a_record_that_is_nested_too_deep_is_refused(tmp_path: Path) -> None:
    """It is nothing that the command wrote."""
    record = tmp_path / "record.json"
    record.write_text(NESTED)

    with pytest.raises(CheckpointError, match="cannot be read"):
        refuse_unverified(_quantised(tmp_path / "verifier", "score"), record)


def test_a_link_that_leads_nowhere_changes_no_revision(tmp_path: Path) -> None:
    """Editors leave such links to mark a file as open."""
    folder = save_random_checkpoint(tmp_path)
    before = revision_of(folder)
    (folder / ".#config.json").symlink_to(tmp_path / "nowhere")

    assert revision_of(folder) == before


def test_a_linked_file_counts_as_what_it_leads_to(tmp_path: Path) -> None:
    """The hub's cache is made of links."""
    target = tmp_path / "blob"
    target.write_text("one")
    folder = save_random_checkpoint(tmp_path / "verifier")
    (folder / "linked").symlink_to(target)
    before = revision_of(folder)
    target.write_text("another")

    assert revision_of(folder) != before


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"])
def test_a_text_file_of_other_bytes_than_utf8_is_named(tmp_path: Path, name: str) -> None:
    """Saved in another encoding, or damaged."""
    (_text_folder(tmp_path) / name).write_bytes(b"\xff\xfe{\x00}\x00")

    with pytest.raises(CheckpointError, match=rf"{name} cannot be read"):
        VerifierText.read(tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
def test_a_text_file_that_is_nested_too_deep_is_named(tmp_path: Path, name: str) -> None:
    """It must not end the process."""
    (_text_folder(tmp_path) / name).write_text(NESTED)

    with pytest.raises(CheckpointError, match=rf"{name} cannot be read"):
        VerifierText.read(tmp_path)


@pytest.mark.parametrize("token", [{}, {"content": None}, 7, None, [], {"content": ["x"]}])
def test_a_special_token_without_a_text_is_left_out(tmp_path: Path, token: object) -> None:
    """A template that does not use it reads on."""
    file = _text_folder(tmp_path) / "tokenizer_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "unk_token": token}))

    assert VerifierText.read(tmp_path).plain("x = 1") == VerifierText.read(BUNDLED_FOLDER).plain(
        "x = 1"
    )


@pytest.mark.parametrize(
    "settings",
    [
        {
            "truncation": {
                "direction": "Right",
                "max_length": 4,
                "strategy": "LongestFirst",
                "stride": 0,
            }
        },
        {
            "padding": {
                "strategy": {"Fixed": 64},
                "direction": "Left",
                "pad_to_multiple_of": None,
                "pad_id": 0,
                "pad_type_id": 0,
                "pad_token": "x",
            }
        },
    ],
    ids=["truncation", "padding"],
)
def test_a_tokenizer_saved_with_padding_or_truncation_gives_whole_texts(
    settings: dict[str, object],
) -> None:
    """Either would change scores without an error."""
    record = json.loads((BUNDLED_FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    odd, plain = (VerifierTokenizer(json.dumps({**record, **more})) for more in (settings, {}))
    text = "é = " + " + ".join(f"value_{number}" for number in range(30))

    assert odd.ends(text) == plain.ends(text)
    assert odd.ends(text)[-1] == len(text)


@pytest.mark.parametrize(
    "missing", ["score.weight", "model.norm.weight", "model.embed_tokens.weight"]
)
def test_a_verifier_without_a_needed_tensor_is_refused_by_its_name(
    tmp_path: Path, missing: str
) -> None:
    """Nothing is made up in its place."""
    folder = save_random_checkpoint(tmp_path)
    weights = {
        name: weight
        for name, weight in read_weights(read_checkpoint(folder)).items()
        if name != missing
    }
    save_file(weights, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match=f"{missing} is missing"):
        read_weights(read_checkpoint(folder))


@pytest.mark.parametrize("shape", [(2, 32), (32, 1), (32,), (1, 1, 32)])
def test_a_head_of_other_than_one_row_is_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """By the embedded engine with both shapes, for any engine with that of the file."""
    folder = save_random_checkpoint(tmp_path)
    weights = read_weights(read_checkpoint(folder))
    save_file({**weights, "score.weight": np.ones(shape, np.float32)}, folder / "model.safetensors")

    with pytest.raises(CheckpointError, match="has the shape"):
        read_weights(read_checkpoint(folder))
    with pytest.raises(CheckpointError, match=r"one row|num_labels=1"):
        read_classifier(folder)


@pytest.mark.parametrize("pad", [None, -1, True, "0", 0.0, [0]])
def test_a_pad_token_is_a_number_of_the_vocabulary(tmp_path: Path, pad: object) -> None:
    """By every engine."""
    folder = save_random_checkpoint(tmp_path)
    write_config(folder, tiny_config(pad_token_id=pad))

    for read in (read_checkpoint, read_classifier):
        with pytest.raises(CheckpointError, match="pad_token_id is"):
            read(folder)
