"""A LoRA adapter of PEFT, read from its files before it is served beside its base.

Whatever an engine would not apply is refused here: an adapter that is served in part scores wrongly
and says nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.checkpoints.classifier import HEAD
from deskcheck_models.checkpoints.config_file import ConfigFile, read_json_object
from deskcheck_models.checkpoints.weight_files import DeclaredTensor, declared_in, declared_tensors
from deskcheck_models.errors import CheckpointError

_CONFIG, _WEIGHTS, _TEMPLATE = (
    "adapter_config.json",
    "adapter_model.safetensors",
    "chat_template.jinja",
)
_ROOT = "base_model.model."  # what PEFT writes before the base's own names
_PAIR = re.compile(r"(.+)\.lora_([AB])\.weight")
_MERGE = "merge the adapter into its verifier and serve that"
# Fields that change no score, or that are judged below or by the tensors.
_NEUTRAL = (
    "alpha_pattern auto_mapping base_model_name_or_path bias corda_config ensure_weight_tying "
    "eva_config exclude_modules inference_mode init_lora_weights layers_pattern "
    "layers_to_transform loftq_config lora_alpha lora_dropout lora_ga_config megatron_config "
    "megatron_core modules_to_save peft_type peft_version qalora_group_size r rank_pattern "
    "revision target_modules task_type use_rslora"
)
_INITIALS = ("gaussian", "eva", "orthogonal")  # others change the base's weights as well
_LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)  # the room that vLLM makes for adapters


@dataclass(frozen=True, slots=True)
class Adapter:
    """A named adapter: its folder, and the largest rank of its matrices or its config."""

    name: str
    folder: Path
    rank: int


def read_adapters(folders: Mapping[str, Path], base: Path) -> tuple[Adapter, ...]:
    """The adapters by their names, for the classifier in the folder `base`.

    Raises CheckpointError with value and remedy for a file that is missing or damaged, a tensor
    that does not fit the base, and whatever would not be applied.
    """
    if not folders:
        return ()
    tensors = declared_tensors(base)
    return tuple(_read(name, folder, base, tensors) for name, folder in folders.items())


def room_for(adapters: Iterable[Adapter]) -> int:
    """The smallest rank that vLLM can be told of and that all adapters fit into."""
    largest = max(adapter.rank for adapter in adapters)
    return next(rank for rank in _RANKS if rank >= largest)


def _read(name: str, folder: Path, base: Path, tensors: Mapping[str, DeclaredTensor]) -> Adapter:
    if not folder.is_dir():
        raise CheckpointError(f"{folder}, the adapter {name}, is no folder; check the path.")
    config = ConfigFile(str(folder / _CONFIG), read_json_object(folder / _CONFIG))
    _refuse_other_sorts(config)
    _refuse_other_template(folder, base)
    held = _declared(folder)
    ranks = [_rank(folder, at, pair, tensors) for at, pair in _pairs(folder, held).items()]
    _refuse_head(folder, config, held, tensors)
    if not ranks:
        raise CheckpointError(f"{folder} holds no pair of LoRA matrices; train it again.")
    if not config.section("rank_pattern").fields and set(ranks) != {config.count("r")}:
        raise config.wrong("r", f"the rank of its matrices, which is {max(ranks)}")
    rank = max(*ranks, *_named_ranks(config))
    if rank > _RANKS[-1]:
        raise CheckpointError(f"{folder} has the rank {rank}, above {_RANKS[-1]}; {_MERGE}.")
    return Adapter(name, folder, rank)


def _named_ranks(config: ConfigFile) -> list[int]:
    """The ranks in the config, for which vLLM wants room even where no layer has them."""
    pattern = config.section("rank_pattern")
    return [config.count("r"), *(pattern.count(layers) for layers in pattern.fields)]


def _refuse_other_sorts(config: ConfigFile) -> None:
    if (sort := config.word("peft_type", "")) != "LORA":
        raise CheckpointError(
            f"{config.place}: peft_type is {sort!r}, and LORA is served; {_MERGE}."
        )
    neutral = _NEUTRAL.split()
    unknown = [name for name in config.fields if name not in neutral and config.fields[name]]
    initial = config.fields.get("init_lora_weights", True)
    if isinstance(initial, str) and initial not in _INITIALS:
        unknown.append("init_lora_weights")
    if config.word("bias", "none") != "none":
        unknown.append("bias")
    for name in unknown:
        raise CheckpointError(
            f"{config.place}: {name} is {config.fields[name]!r}, which would not be applied; "
            f"{_MERGE}."
        )


def _refuse_other_template(folder: Path, base: Path) -> None:
    own, theirs = folder / _TEMPLATE, base / _TEMPLATE
    if own.is_file() and theirs.is_file() and own.read_bytes() != theirs.read_bytes():
        raise CheckpointError(
            f"{own} is not the template of {base}, with which texts are read; if the adapter was "
            f"trained with that one, remove the file, otherwise {_MERGE}."
        )


def _declared(folder: Path) -> dict[str, DeclaredTensor]:
    """The tensors by the base's own names."""
    held = declared_in(folder / _WEIGHTS)
    for name in held:
        if not name.startswith(_ROOT):
            raise CheckpointError(
                f"{folder / _WEIGHTS}: {name} is no tensor of PEFT; save it again."
            )
    return {name.removeprefix(_ROOT): tensor for name, tensor in held.items()}


def _pairs(
    folder: Path, held: Mapping[str, DeclaredTensor]
) -> dict[str, dict[str, DeclaredTensor]]:
    """The matrices A and B of each adapted layer; all other tensors but the head are refused."""
    pairs: dict[str, dict[str, DeclaredTensor]] = {}
    for name, tensor in held.items():
        match = _PAIR.fullmatch(name)
        if match and match[1].rpartition(".")[2] in _LAYERS:
            pairs.setdefault(match[1], {})[match[2]] = tensor
        elif name != HEAD:
            raise CheckpointError(f"{folder}: {name} would not be applied; {_MERGE}.")
    return pairs


def _rank(
    folder: Path,
    layer: str,
    pair: Mapping[str, DeclaredTensor],
    tensors: Mapping[str, DeclaredTensor],
) -> int:
    """The rank of one pair; raises where it does not fit the base's matrix."""
    whole = tensors.get(f"{layer}.weight")
    if whole is None:
        raise CheckpointError(f"{folder} adapts {layer}, which its base does not have; {_MERGE}.")
    shapes = {matrix: pair[matrix].shape if matrix in pair else () for matrix in "AB"}
    rank = shapes["A"][0] if shapes["A"] else 0
    outputs, inputs = whole.shape
    if rank < 1 or shapes != {"A": (rank, inputs), "B": (outputs, rank)}:
        raise CheckpointError(
            f"{folder}: the matrices of {layer} have the shapes {list(shapes['A'])} and "
            f"{list(shapes['B'])}, and its base has {list(whole.shape)}; "
            "give the base that it was trained on."
        )
    return rank


def _refuse_head(
    folder: Path,
    config: ConfigFile,
    held: Mapping[str, DeclaredTensor],
    tensors: Mapping[str, DeclaredTensor],
) -> None:
    """A head that was trained with the adapter replaces that of the base, or nothing is served."""
    saved = config.words("modules_to_save")
    for module in saved:
        if module not in ("score", "classifier"):
            raise CheckpointError(
                f"{config.place}: modules_to_save names {module}, which would not be applied; "
                f"{_MERGE}."
            )
    if ("score" in saved) != (HEAD in held):
        there = "holds no" if "score" in saved else "holds a"
        raise CheckpointError(
            f"{folder} {there} {HEAD}, and modules_to_save is {list(saved)}; "
            "save the adapter again, with its trained head."
        )
    if HEAD in held and held[HEAD].shape != tensors[HEAD].shape:
        raise CheckpointError(
            f"{folder}: {HEAD} has the shape {list(held[HEAD].shape)}, and its base "
            f"{list(tensors[HEAD].shape)}; give the base that it was trained on."
        )
