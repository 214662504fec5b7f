"""Rendering and token ids equal `apply_chat_template` of the same files, byte for byte.

The templates are the stock ones that TRL carries; the tokenizer is the bundled verifier's, which
has Qwen3's control tokens, with those of the other families added.
"""

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.problem import Message, Problem
from deskcheck_models.text.template import ACTED_ON
from deskcheck_models.text.verifier_text import VerifierText

transformers = pytest.importorskip("transformers", reason="needs the train extra")
TRL = importlib.util.find_spec("trl")
STOCK = Path(TRL.origin if TRL and TRL.origin else ".").parent / "chat_templates"

pytestmark = [
    pytest.mark.torch,
    pytest.mark.skipif(TRL is None, reason="needs TRL's chat templates: pip install --no-deps trl"),
]

FAMILIES = ["qwen3", "qwen2_5", "qwen3_instruct_2507", "llama3", "llama3_1", "phi3_5"]
FOREIGN_TOKENS = [
    "<|begin_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<|user|>",
    "<|assistant|>",
    "<|system|>",
    "<|end|>",
]
QWEN3_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SYSTEM = "You judge programs.\n\nPrefer the one that is right."
PROBLEMS: list[Problem] = [
    "Add two numbers.",
    "  Keep my blanks \n\n",
    "Umlaute: äöü, 你好, \U0001f40d\n\n```python\ndef f(): ...\n```",
    (
        Message("user", "Add two numbers."),
        Message("assistant", "def add(a, b): return a - b"),
        Message("user", "That subtracts."),
    ),
]
PROGRAMS = [
    "def add(a, b):\n    return a + b",
    "\n\n    indented\n\n",
    "x",
    "\tif (a) {\r\n\t}\r\n",
    "print('\\u2028 \u2028 \x0c')",
]


@pytest.fixture(scope="module", params=FAMILIES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled tokenizer with another family's template and control tokens."""
    folder = tmp_path_factory.mktemp(request.param)
    tokenizer = transformers.AutoTokenizer.from_pretrained(BUNDLED_FOLDER)
    tokenizer.add_special_tokens({"bos_token": "<|begin_of_text|>"})
    tokenizer.add_tokens(FOREIGN_TOKENS, special_tokens=True)
    tokenizer.save_pretrained(folder)
    shutil.copy(STOCK / f"{request.param}.jinja", folder / "chat_template.jinja")
    return folder


@pytest.mark.parametrize("system", [None, SYSTEM], ids=["bare", "system"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_text_and_ids_equal_those_of_transformers(
    folder: Path, problem: Problem, system: str | None
) -> None:
    """One head and its tails, joined, are what the checkpoint's own tokenizer makes of the
    conversation."""
    expected = [_reference(folder, problem, program, system) for program in PROGRAMS]

    assert _ours(folder, problem, PROGRAMS, system) == expected


def test_the_bundled_template_renders_what_the_stock_qwen3_template_renders() -> None:
    """The shorter template of the bundled verifier is no other format."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(BUNDLED_FOLDER)
    thought = "<think>\nhm\n</think>\n\nx = 1"

    for problem in PROBLEMS:
        for program in [*PROGRAMS, thought]:
            messages = _messages(problem, program, SYSTEM)

            assert tokenizer.apply_chat_template(messages, tokenize=False) == (
                tokenizer.apply_chat_template(
                    messages, tokenize=False, chat_template=(STOCK / "qwen3.jinja").read_text()
                )
            )


def _harmless(text: str) -> bool:
    return not any(token in text for token in (*ACTED_ON, *QWEN3_TOKENS))


@settings(max_examples=150, deadline=None)
@given(
    problem=st.text(min_size=1).filter(str.strip).filter(_harmless),
    program=st.text(min_size=1).filter(_harmless),
)
def test_any_text_without_control_tokens_renders_alike(problem: str, program: str) -> None:
    """Whatever unicode comes in, text and ids are those of transformers."""
    text = VerifierText.read(BUNDLED_FOLDER)

    rendered = text.render(problem, [program])
    tokens = text.encode(rendered).tokens()

    assert (rendered.text(0), [*tokens.prefix, *tokens.suffixes[0]]) == _reference(
        BUNDLED_FOLDER, problem, program, None
    )


def _ours(
    folder: Path, problem: Problem, programs: list[str], system: str | None
) -> list[tuple[str, list[int]]]:
    text = VerifierText.read(folder, system=system)
    rendered = text.render(problem, programs)
    tokens = text.encode(rendered).tokens()
    return [
        (rendered.text(place), [*tokens.prefix, *suffix])
        for place, suffix in enumerate(tokens.suffixes)
    ]


_TOKENIZERS: dict[Path, Any] = {}


def _reference(
    folder: Path, problem: Problem, program: str, system: str | None
) -> tuple[str, list[int]]:
    if folder not in _TOKENIZERS:
        _TOKENIZERS[folder] = transformers.AutoTokenizer.from_pretrained(folder)
    tokenizer = _TOKENIZERS[folder]
    text = tokenizer.apply_chat_template(_messages(problem, program, system), tokenize=False)
    return text, tokenizer(text, add_special_tokens=False)["input_ids"]


def _messages(problem: Problem, program: str, system: str | None) -> list[dict[str, str]]:
    turns = [Message("user", problem)] if isinstance(problem, str) else list(problem)
    messages = [{"role": turn.role, "content": turn.content} for turn in turns]
    opening = [{"role": "system", "content": system}] if system else []
    return [*opening, *messages, {"role": "assistant", "content": program}]


def test_the_settings_of_the_bundled_tokenizer_are_json_that_transformers_reads() -> None:
    """End and pad tokens are named, and no beginning is added."""
    settings_ = json.loads((BUNDLED_FOLDER / "tokenizer_config.json").read_text())
    tokenizer = transformers.AutoTokenizer.from_pretrained(BUNDLED_FOLDER)

    assert (tokenizer.eos_token, tokenizer.pad_token) == (
        settings_["eos_token"],
        settings_["pad_token"],
    )
