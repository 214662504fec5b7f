"""Which LoRA adapters are served, and how the others are refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from deskcheck_models.checkpoints.adapter import read_adapters, room_for
from deskcheck_models.errors import CheckpointError
from tests.models.lora_adapter import Saved, save_adapter
from tests.models.random_checkpoint import save_random_checkpoint

Break = Callable[[Saved], object]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save_random_checkpoint(tmp_path / "base")


def rewritten(saved: Saved, **tensors: tuple[int, ...] | None) -> None:
    """Write the adapter's file with some tensors of other shapes, or without them."""
    held = dict(saved.tensors)
    for name, shape in tensors.items():
        if shape is None:
            del held[name]
        else:
            held[name] = np.zeros(shape, np.float32)
    save_file(held, saved.folder / "adapter_model.safetensors")


def test_adapters_are_read_with_their_names_and_ranks(base: Path, tmp_path: Path) -> None:
    """With a head of their own or without."""
    folders = {
        "strict": save_adapter(tmp_path / "a", base).folder,
        "kind": save_adapter(tmp_path / "b", base, head=False).folder,
    }

    adapters = read_adapters(folders, base)

    assert [(one.name, one.folder, one.rank) for one in adapters] == [
        ("strict", tmp_path / "a", 4),
        ("kind", tmp_path / "b", 4),
    ]
    assert room_for(adapters) == 8


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"peft_type": "IA3"}, "peft_type is 'IA3'"),
        ({"peft_type": None}, "peft_type is ''"),
        ({"use_dora": True}, "use_dora is True"),
        ({"bias": "all"}, "bias is 'all'"),
        ({"trainable_token_indices": [1]}, "trainable_token_indices"),
        ({"something_new": 3}, "something_new is 3"),
        ({"init_lora_weights": "pissa"}, "init_lora_weights is 'pissa'"),
        ({"r": 8}, "r is 8"),
        ({"modules_to_save": ["score", "embed_tokens"]}, "names embed_tokens"),
        ({"modules_to_save": None}, "holds a score.weight"),
    ],
)
def test_what_would_not_be_applied_is_refused_by_its_field(
    base: Path, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    """Served in part, it would score wrongly and say nothing."""
    folder = save_adapter(tmp_path / "adapter", base, changes=changes).folder

    with pytest.raises(CheckpointError, match=words) as refused:
        read_adapters({"x": folder}, base)

    assert "\n" not in str(refused.value)


HEAD = "base_model.model.score.weight"
FIRST = "base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"
BREAKS: list[tuple[Break, str]] = [
    (lambda saved: rewritten(saved, **{HEAD: None}), "holds no score.weight"),
    (lambda saved: rewritten(saved, **{HEAD: (2, 32)}), r"has the shape \[2, 32\]"),
    (lambda saved: rewritten(saved, **{FIRST: None}), "mlp.down_proj have the shapes"),
    (lambda saved: rewritten(saved, **{FIRST: (4, 31)}), "trained on"),
    (lambda saved: rewritten(saved, odd=(1,)), "odd is no tensor of PEFT"),
    (
        lambda saved: rewritten(saved, **{"base_model.model.score.lora_A.weight": (4, 32)}),
        "score.lora_A.weight would not be applied",
    ),
    (
        lambda saved: rewritten(
            saved, **{"base_model.model.model.layers.9.mlp.up_proj.lora_A.weight": (4, 32)}
        ),
        "which its base does not have",
    ),
    (lambda saved: (saved.folder / "adapter_model.safetensors").unlink(), "cannot be read"),
    (lambda saved: (saved.folder / "adapter_config.json").write_text("{"), "is not valid JSON"),
    (lambda saved: shutil.rmtree(saved.folder), "is no folder"),
    (
        lambda saved: (saved.folder / "chat_template.jinja").write_text("another"),
        "is not the template",
    ),
]


@pytest.mark.parametrize(("broken", "words"), BREAKS)
def test_files_that_do_not_fit_the_base_are_refused(
    base: Path, tmp_path: Path, broken: Break, words: str
) -> None:
    """Before an engine is started, with value and remedy."""
    (base / "chat_template.jinja").write_text("one")
    saved = save_adapter(tmp_path / "adapter", base)
    broken(saved)

    with pytest.raises(CheckpointError, match=words):
        read_adapters({"x": saved.folder}, base)


def test_the_same_template_beside_an_adapter_is_no_fault(base: Path, tmp_path: Path) -> None:
    """Trainers save it with the adapter."""
    saved = save_adapter(tmp_path / "adapter", base)
    for folder in (base, saved.folder):
        (folder / "chat_template.jinja").write_text("one")

    assert len(read_adapters({"x": saved.folder}, base)) == 1


def test_a_rank_that_vllm_makes_no_room_for_is_refused(base: Path, tmp_path: Path) -> None:
    """It has eight sizes, up to 512."""
    saved = save_adapter(tmp_path / "adapter", base, changes={"r": 600})
    wide = {
        name: (600, tensor.shape[1]) if "lora_A" in name else (tensor.shape[0], 600)
        for name, tensor in saved.tensors.items()
        if name != HEAD
    }
    rewritten(saved, **wide)

    with pytest.raises(CheckpointError, match="rank 600, above 512"):
        read_adapters({"x": saved.folder}, base)


def test_no_adapters_need_no_files(tmp_path: Path) -> None:
    """The base is not looked at for nothing."""
    assert read_adapters({}, tmp_path / "nowhere") == ()


def test_the_config_of_a_whole_rank_pattern_is_taken(base: Path, tmp_path: Path) -> None:
    """Where layers have ranks of their own, `r` is that of the others; vLLM wants room for it."""
    saved = save_adapter(
        tmp_path / "adapter", base, changes={"r": 8, "rank_pattern": {"down_proj": 4}}
    )
    config = json.loads((saved.folder / "adapter_config.json").read_text())

    assert config["rank_pattern"]
    assert read_adapters({"x": saved.folder}, base)[0].rank == 8


@pytest.mark.parametrize(
    ("changes", "room"),
    [
        ({"r": 4}, 8),
        ({"r": 17, "rank_pattern": {"q_proj": 4}}, 32),
        ({"r": 4, "rank_pattern": {"q_proj": 4, "gate_proj": 100}}, 128),
        ({"r": 512, "rank_pattern": {"q_proj": 4}}, 512),
    ],
)
def test_there_is_room_for_every_rank_that_the_config_names(
    base: Path, tmp_path: Path, changes: dict[str, object], room: int
) -> None:
    """With less, vLLM refuses the adapter at the first request for it."""
    saved = save_adapter(tmp_path / "adapter", base, changes=changes)

    assert room_for(read_adapters({"x": saved.folder}, base)) == room


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"r": 513, "rank_pattern": {"q_proj": 4}}, "has the rank 513, above 512"),
        ({"rank_pattern": {"q_proj": 0}}, "q_proj is 0; it must be a whole number"),
        ({"rank_pattern": {"q_proj": "4"}}, "q_proj is '4'; it must be a whole number"),
        ({"r": -4, "rank_pattern": {"q_proj": 4}}, "r is -4; it must be a whole number"),
        ({"rank_pattern": [4]}, "rank_pattern is \\[4\\]; it must be an object"),
    ],
)
def test_a_rank_that_vllm_could_not_take_is_refused_before_the_start(
    base: Path, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    """By its field and value."""
    saved = save_adapter(tmp_path / "adapter", base, changes=changes)

    with pytest.raises(CheckpointError, match=words):
        read_adapters({"x": saved.folder}, base)
