"""Problem and programs to the token ids of one group, as one verifier reads them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.problem import Problem
from deskcheck_models.text.template import Piece, RenderedGroup, Template
from deskcheck_models.text.tokenizer import Tokens, VerifierTokenizer

SPECIAL_NAMES = (
    "bos_token",
    "eos_token",
    "pad_token",
    "unk_token",
    "sep_token",
    "cls_token",
    "mask_token",
)


@dataclass(frozen=True, slots=True)
class EncodedGroup:
    """The ids of a rendered group, still in pieces: which may be shortened is decided elsewhere."""

    head: tuple[Tokens, ...]
    tails: tuple[tuple[Tokens, ...], ...]

    def tokens(self) -> TokenGroup:
        """What an engine takes: the pieces joined."""
        return TokenGroup(_joined(self.head), tuple(_joined(tail) for tail in self.tails))


class VerifierText:
    """Template and tokenizer of one checkpoint folder."""

    def __init__(self, template: Template, tokenizer: VerifierTokenizer) -> None:
        self._template = template
        self._tokenizer = tokenizer

    @classmethod
    def read(cls, folder: Path, *, system: str | None = None) -> "VerifierText":
        """Read `tokenizer.json`, `tokenizer_config.json` and the chat template of a folder.

        Raises CheckpointError naming the file that is missing or cannot be used.
        """
        tokenizer = VerifierTokenizer.read(folder / "tokenizer.json")
        settings = _settings(folder / "tokenizer_config.json")
        template = Template(
            _template_source(folder, settings),
            variables=_variables(settings),
            control_tokens=tokenizer.control_tokens,
            system=system,
        )
        return cls(template, tokenizer)

    def render(self, problem: Problem, programs: Sequence[str]) -> RenderedGroup:
        """The exact text; raises ProblemError."""
        return self._template.render(problem, programs)

    def whole(self, problem: Problem, program: str) -> str:
        """What the template alone makes of a conversation: nothing in it is hidden or split."""
        return self._template.whole(problem, program)

    def encode(self, rendered: RenderedGroup) -> EncodedGroup:
        """The ids of a rendered group; the head is encoded once."""
        head, *tails = self._tokenizer.encode([rendered.head, *rendered.tails])
        return EncodedGroup(head, tuple(tails))

    def plain(self, text: str) -> Tokens:
        """The ids of a text without any template; what looks like a control token is text."""
        return self._tokenizer.encode([[Piece(text, control=False)]])[0][0]

    def ends(self, text: str) -> list[int]:
        """Where each token of a plain text ends, counted in characters."""
        return self._tokenizer.ends(text)


def _joined(pieces: Sequence[Tokens]) -> Tokens:
    return tuple(chain.from_iterable(pieces))


def _settings(file: Path) -> dict[str, object]:
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{file} cannot be read: {error}") from error
    if not isinstance(settings, dict):
        raise CheckpointError(
            f"{file} holds no JSON object: copy it again from where the weights are"
        )
    return settings


def _template_source(folder: Path, settings: dict[str, object]) -> str:
    file = folder / "chat_template.jinja"
    if file.is_file():
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CheckpointError(f"{file} cannot be read: {error}") from error
    source = settings.get("chat_template")
    if isinstance(source, str):
        return source
    raise CheckpointError(
        f"{folder} has no chat template "
        "(chat_template.jinja, or chat_template in tokenizer_config.json): "
        "a verifier reads a conversation; add the template that it was trained with"
    )


def _variables(settings: dict[str, object]) -> dict[str, str]:
    """The special tokens by name, as transformers hands them to a template."""
    named = ((name, settings.get(name)) for name in SPECIAL_NAMES)
    texts = (
        (name, token.get("content") if isinstance(token, dict) else token) for name, token in named
    )
    return {name: text for name, text in texts if isinstance(text, str)}
