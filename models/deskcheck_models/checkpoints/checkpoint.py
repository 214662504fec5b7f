"""What the config.json of a one-label sequence classifier says of its shape."""

from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.checkpoints.classifier import read_pad_token_id, refuse_labels
from deskcheck_models.checkpoints.config_file import ConfigFile, read_config_file
from deskcheck_models.checkpoints.rope import Rope, read_rope
from deskcheck_models.errors import CheckpointError


@dataclass(frozen=True, slots=True)
class Architecture:
    """Where the supported decoders differ: norms on queries and keys, biases, size of a head."""

    query_key_norm: bool
    always_biased: bool
    default_head_size: int | None  # None: hidden size / heads


ARCHITECTURES = {
    "Qwen3ForSequenceClassification": Architecture(True, False, 128),
    "Qwen2ForSequenceClassification": Architecture(False, True, None),
    "LlamaForSequenceClassification": Architecture(False, False, None),
}

# Far beyond any real verifier: names are made for each layer, angles for each position.
_MOST = {"num_hidden_layers": 1_024, "max_position_embeddings": 2**22}


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The shape of a one-label decoder classifier in the Hugging Face layout.

    Sizes are in numbers of floats. Neither the weights nor the tokenizer are held.
    """

    folder: Path
    architecture: str
    vocabulary_size: int
    hidden_size: int
    intermediate_size: int
    layers: int
    heads: int
    key_value_heads: int
    head_size: int
    max_positions: int
    pad_token_id: int
    norm_epsilon: float
    rope: Rope
    query_key_norm: bool
    query_key_value_bias: bool
    output_bias: bool
    intermediate_bias: bool


def read_checkpoint(folder: Path) -> Checkpoint:
    """The shape of the checkpoint in the folder, from its config.json alone.

    Raises CheckpointError where the folder or the file is missing or unreadable, where the model
    is no one-label classifier of a supported architecture, or where it has no pad token. The
    problem type is not read: scores are raw logits, whatever it says.
    """
    config = read_config_file(folder)
    name, architecture = _read_architecture(config)
    refuse_labels(config)
    _refuse_unsupported(config)
    heads, key_value_heads = _read_heads(config)
    attention_bias = not architecture.always_biased and config.flag("attention_bias")
    return Checkpoint(
        folder=folder,
        architecture=name,
        vocabulary_size=config.count("vocab_size"),
        hidden_size=config.count("hidden_size"),
        intermediate_size=config.count("intermediate_size"),
        layers=_bounded(config, "num_hidden_layers"),
        heads=heads,
        key_value_heads=key_value_heads,
        head_size=_read_head_size(config, architecture, heads),
        max_positions=_bounded(config, "max_position_embeddings"),
        pad_token_id=read_pad_token_id(config),
        norm_epsilon=config.number("rms_norm_eps", 1e-6),
        rope=read_rope(config),
        query_key_norm=architecture.query_key_norm,
        query_key_value_bias=architecture.always_biased or attention_bias,
        output_bias=attention_bias,
        intermediate_bias=config.flag("mlp_bias"),
    )


def _read_architecture(config: ConfigFile) -> tuple[str, Architecture]:
    names = config.words("architectures")
    for name in names:
        if name in ARCHITECTURES:
            return name, ARCHITECTURES[name]
    raise CheckpointError(
        f"{config.place}: architectures is {list(names)}; the embedded engine runs "
        f"{', '.join(ARCHITECTURES)}. Serve other classifiers with the vLLM engine."
    )


def _refuse_unsupported(config: ConfigFile) -> None:
    kinds = set(config.words("layer_types")) - {"full_attention"}
    unsupported = {
        "use_sliding_window": config.flag("use_sliding_window"),
        "layer_types": bool(kinds),
        "quantization_config": config.has("quantization_config"),
        "hidden_act": config.word("hidden_act", "silu") != "silu",
    }
    for field, present in unsupported.items():
        if present:
            raise CheckpointError(
                f"{config.place}: {field} is {config.fields[field]!r}, which the embedded engine "
                "does not compute. Serve this checkpoint with the vLLM engine."
            )


def _bounded(config: ConfigFile, name: str) -> int:
    count = config.count(name)
    if count > _MOST[name]:
        raise config.wrong(name, f"{_MOST[name]} at most: the embedded engine lays out all of them")
    return count


def _read_heads(config: ConfigFile) -> tuple[int, int]:
    heads = config.count("num_attention_heads")
    key_value_heads = config.count("num_key_value_heads", heads)
    if heads % key_value_heads:
        raise CheckpointError(
            f"{config.place}: num_attention_heads is {heads}, not a multiple of "
            f"num_key_value_heads, which is {key_value_heads}. Correct the file."
        )
    return heads, key_value_heads


def _read_head_size(config: ConfigFile, architecture: Architecture, heads: int) -> int:
    shared = max(config.count("hidden_size") // heads, 1)
    size = config.count("head_dim", architecture.default_head_size or shared)
    if size % 2:
        raise CheckpointError(f"{config.place}: head_dim is {size}; rotation needs an even number.")
    return size
