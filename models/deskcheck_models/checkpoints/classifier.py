"""What any engine must know of a scalar verifier before it starts, from its files alone.

Here stand the refusals that hold for every engine: no classifier, other than one label, no pad
token, a head that is quantised or not of one row, and settings beside the weights that would make
an engine compute another number than transformers does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.checkpoints.config_file import ConfigFile, read_config_file, read_json_object
from deskcheck_models.checkpoints.weight_files import DeclaredTensor, declared_tensors
from deskcheck_models.errors import CheckpointError

HEAD = "score.weight"
FLOATS = ("F32", "F16", "BF16")

_LABELS_WHERE_UNSAID = 2  # what transformers assumes
_SUFFIX = "ForSequenceClassification"
# Quantisers name the layers that they leave alone under different keys.
_LEFT_ALONE = ("ignore", "ignored_layers", "modules_to_not_convert", "llm_int8_skip_modules")
_OTHER_NUMBERS = {
    "classifier_from_token": "makes the head out of rows of the vocabulary",
    "method": "makes the head out of rows of the vocabulary",
    "use_bidirectional_attention": "lets tokens see those after them",
}


@dataclass(frozen=True, slots=True)
class Classifier:
    """A one-label sequence classifier in the Hugging Face layout: names and sizes, no weights.

    `parameters` counts numbers as they are stored, the quantised ones by what they hold;
    `cache_numbers` is how many one token keeps in the key/value cache. `weight_bytes` is what the
    files hold.
    """

    folder: Path
    architecture: str
    pad_token_id: int
    max_positions: int
    heads: int
    parameters: int
    weight_bytes: int
    cache_numbers: int
    quantised: bool


def read_classifier(folder: Path) -> Classifier:
    """The classifier in the folder, from config.json and the heads of its weight files.

    Raises CheckpointError with value and remedy for everything that the module's docstring lists,
    and for files that are missing, damaged or cut short. Whether an engine knows the architecture,
    it says itself.
    """
    config = read_config_file(folder)
    architecture = _read_architecture(config)
    refuse_labels(config)
    pad_token_id = read_pad_token_id(config)
    _refuse_other_numbers(config)
    _refuse_other_lengths(folder)
    tensors = declared_tensors(folder)
    quantised = config.has("quantization_config")
    _refuse_head(folder, tensors)
    if quantised:
        _refuse_quantised_head(config.section("quantization_config"))
    heads = config.count("num_attention_heads")
    return Classifier(
        folder=folder,
        architecture=architecture,
        pad_token_id=pad_token_id,
        max_positions=config.count("max_position_embeddings"),
        heads=heads,
        parameters=sum(_numbers(tensor.shape) for tensor in tensors.values()),
        weight_bytes=sum(tensor.size for tensor in tensors.values()),
        cache_numbers=_cache_numbers(config, heads),
        quantised=quantised,
    )


def refuse_labels(config: ConfigFile) -> None:
    """Raise CheckpointError for a classifier with other than one label."""
    labels = len(config.section("id2label").fields)
    labels = config.count("num_labels", labels or _LABELS_WHERE_UNSAID)
    if labels != 1:
        raise CheckpointError(
            f"{config.place}: the classifier has {labels} labels; a verifier has one. "
            "Choose a reward model that was saved with num_labels=1."
        )


def read_pad_token_id(config: ConfigFile) -> int:
    """The pad token; raises CheckpointError where there is none."""
    value = config.fields.get("pad_token_id")
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise CheckpointError(
        f"{config.place}: pad_token_id is {value!r}; without it transformers cannot score a batch. "
        "Set it to the tokenizer's pad token."
    )


def _read_architecture(config: ConfigFile) -> str:
    names = config.words("architectures")
    for name in names:
        if name.endswith(_SUFFIX):
            return name
    raise CheckpointError(
        f"{config.place}: architectures is {list(names)}, which is no sequence classifier; "
        f"choose a reward model that was saved as ...{_SUFFIX}."
    )


def _refuse_other_numbers(config: ConfigFile) -> None:
    for field, effect in _OTHER_NUMBERS.items():
        if config.fields.get(field):
            raise CheckpointError(
                f"{config.place}: {field} is {config.fields[field]!r}, which {effect}; "
                "the scores would not be those of the trained head. Choose another reward model."
            )
    if config.fields.get("is_causal") is False:
        raise CheckpointError(
            f"{config.place}: is_causal is false; a verifier reads its score from the last token "
            "of a causal model. Choose another reward model."
        )


def _refuse_other_lengths(folder: Path) -> None:
    """Sentence Transformers' files may cut the length that config.json gives."""
    for file in sorted(folder.glob("sentence_*_config.json")):
        if "max_seq_length" in (fields := read_json_object(file)):
            raise CheckpointError(
                f"{file}: max_seq_length is {fields['max_seq_length']!r} and would cut what the "
                "verifier reads; remove the file and set the length with max_tokens."
            )


def _refuse_head(folder: Path, tensors: Mapping[str, DeclaredTensor]) -> None:
    head = tensors.get(HEAD)
    if head is None:
        raise CheckpointError(
            f"{folder} holds no tensor {HEAD}: the weights are those of no trained classifier. "
            "Choose a reward model, or save this one with its head."
        )
    if head.kind not in FLOATS:
        raise CheckpointError(
            f"{head.file}: {HEAD} is stored as {head.kind}; a quantised head cannot tell close "
            "programs apart. Quantise again without the layer score."
        )
    if len(head.shape) != 2 or head.shape[0] != 1:
        raise CheckpointError(
            f"{head.file}: {HEAD} has the shape {list(head.shape)}; a verifier's head has one row. "
            "Choose a reward model that was saved with num_labels=1."
        )
    if "score.bias" in tensors:
        raise CheckpointError(
            f"{folder} holds a tensor score.bias, which transformers does not read and vLLM adds; "
            "remove it: it moves all scores alike."
        )


def _refuse_quantised_head(quantised: ConfigFile) -> None:
    names = [name for key in _LEFT_ALONE for name in quantised.words(key)]
    if not any(_means_head(quantised, name) for name in names):
        raise CheckpointError(
            f"{quantised.place} does not leave the layer score alone (under {_LEFT_ALONE[0]} or "
            f"{', '.join(_LEFT_ALONE[1:])}), so that an engine would quantise the head; "
            "quantise again without it."
        )


def _means_head(quantised: ConfigFile, name: str) -> bool:
    if not name.startswith("re:"):
        return name == "score"
    try:
        return re.match(name.removeprefix("re:"), "score") is not None
    except re.error as error:
        raise CheckpointError(
            f"{quantised.place}: {name!r} is no regular expression ({error}); correct the file."
        ) from error


def _cache_numbers(config: ConfigFile, heads: int) -> int:
    width = config.count("head_dim", max(config.count("hidden_size") // heads, 1))
    return (
        2 * config.count("num_hidden_layers") * config.count("num_key_value_heads", heads) * width
    )


def _numbers(shape: tuple[int, ...]) -> int:
    numbers = 1
    for size in shape:
        numbers *= size
    return numbers
