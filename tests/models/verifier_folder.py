"""Whole verifiers on disk: random weights of several architectures, with tokenizer and template.

The tokenizer is the bundled one, with the control tokens of another family added where its template
needs them; the templates are short ones in the form of their family.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from safetensors.numpy import save_file
from tokenizers import Tokenizer

from deskcheck_models.catalogue import BUNDLED_FOLDER
from tests.models.random_checkpoint import (
    LLAMA,
    LLAMA3_ROPE,
    QWEN2,
    random_weights,
    tiny_config,
    write_config,
)

LIMIT = 1024  # tokens
JUDGE = "You judge programs.\n\nPrefer the one that is right."

_QWEN2_TEMPLATE = """\
{%- if messages[0].role != 'system' %}
    {{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor %}
"""
_LLAMA_TEMPLATE = """\
{{- bos_token }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' }}
    {{- message.content | trim + '<|eot_id|>' }}
{%- endfor %}
"""
_LLAMA_TOKENS = ("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of verifier; `template` is that of the bundled one where it is None."""

    config: Mapping[str, object] = field(default_factory=dict)
    template: str | None = None
    tokens: tuple[str, ...] = ()
    system: str | None = None


KINDS: Mapping[str, Kind] = {
    "qwen3": Kind(),
    # Skywork and CodeScaler: many layers, two query heads for each key, slow rotation.
    "skywork": Kind(
        {
            "head_dim": 64,
            "num_hidden_layers": 12,
            "rope_parameters": {"rope_theta": 1e6, "rope_type": "default"},
        }
    ),
    # Qwen3 too, with the system prompt of its training.
    "themis": Kind({"hidden_size": 192, "intermediate_size": 320}, system=JUDGE),
    "qwen2.5": Kind(
        {"architectures": [QWEN2], "model_type": "qwen2", "hidden_size": 128}, _QWEN2_TEMPLATE
    ),
    "llama": Kind(
        {
            "architectures": [LLAMA],
            "model_type": "llama",
            "rope_parameters": dict(LLAMA3_ROPE),
        },
        _LLAMA_TEMPLATE,
        _LLAMA_TOKENS,
    ),
}


def save_verifier(folder: Path, kind: str = "qwen3", seed: int = 0) -> Path:
    """Write a verifier of a kind with weights of its own for each seed; gives the folder."""
    made = KINDS[kind]
    size = _save_text(folder, made)
    config = tiny_config(
        **{
            "head_dim": 32,  # vLLM's attention on a CPU knows no smaller one
            "max_position_embeddings": LIMIT,
            "vocab_size": size,
            **made.config,
        }
    )
    weights = random_weights(write_config(folder, config), seed)
    # Half as wide as those of the tiny one: more tokens add up, and bfloat16 rounds each sum.
    halved = {
        name: weight if "norm" in name else weight * weight.dtype.type(0.5)
        for name, weight in weights.items()
    }
    save_file(halved, folder / "model.safetensors")
    return folder


def _save_text(folder: Path, kind: Kind) -> int:
    """Tokenizer and template; gives the size of the vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(BUNDLED_FOLDER / "tokenizer.json"))
    tokenizer.add_special_tokens(list(kind.tokens))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = json.loads((BUNDLED_FOLDER / "tokenizer_config.json").read_text())
    settings["bos_token"] = kind.tokens[0] if kind.tokens else None
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    if kind.template is None:
        shutil.copy(BUNDLED_FOLDER / "chat_template.jinja", folder)
    else:
        (folder / "chat_template.jinja").write_text(kind.template)
    return int(tokenizer.get_vocab_size())
