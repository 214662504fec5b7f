"""The exact text that a verifier reads, split where its control tokens stand.

The template is the checkpoint's own Jinja source, rendered as `apply_chat_template` renders it (no
tools, no generation prompt). Text from outside is data: control tokens in it, and the tags on which
templates act (a closing think tag in a program moves everything before it; a problem between
tool-response tags loses the think block after it), are hidden from the template while it renders
and put back as plain text afterwards.

It knows nothing of token ids.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import NoReturn

import jinja2
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from deskcheck_models.errors import CheckpointError, ProblemError
from deskcheck_models.text.problem import Message, Problem, conversation

ACTED_ON = (
    "<think>",
    "</think>",
    "<tool_response>",
    "</tool_response>",
    "<tool_call>",
    "</tool_call>",
)
MARKS = range(0x10FFFD, 0xFFFF, -1)  # characters that text hardly holds come first


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of rendered text: one control token, or plain text between two of them."""

    text: str
    control: bool


@dataclass(frozen=True, slots=True)
class RenderedGroup:
    """One head for the group and one tail per program; the cut lies on a control token."""

    head: tuple[Piece, ...]
    tails: tuple[tuple[Piece, ...], ...]

    def text(self, index: int) -> str:
        """The whole text that the verifier reads for one program."""
        return "".join(piece.text for piece in (*self.head, *self.tails[index]))


class Template:
    """A checkpoint's chat template.

    `variables` are the names that the template may use, such as `bos_token`; `control_tokens` are
    all strings that the tokenizer turns into one id before it looks at the text; `system` is the
    system prompt that the verifier was trained with, if any.
    """

    def __init__(
        self,
        source: str,
        *,
        variables: Mapping[str, str],
        control_tokens: Iterable[str],
        system: str | None = None,
    ) -> None:
        self._jinja = _compiled(source)
        self._variables = dict(variables)
        self._system = system
        tokens = set(control_tokens)
        self._control = _any_of(tokens)
        self._hidden = _any_of(tokens | set(ACTED_ON))

    def render(self, problem: Problem, programs: Sequence[str]) -> RenderedGroup:
        """Head and tails of one group; raises ProblemError, or CheckpointError for the template."""
        turns = conversation(problem)
        guard, stand_in = _unused_characters([*(turn.content for turn in turns), *programs])
        hidden = [replace(turn, content=self._hide(turn.content, guard)) for turn in turns]
        opening = self._opening(hidden)
        head = self._head(opening, stand_in)
        tails = tuple(self._tail(opening, head, program, guard) for program in programs)
        return RenderedGroup(self._pieces(head, guard), tails)

    def whole(self, problem: Problem, program: str) -> str:
        """The template's own text, as `apply_chat_template` gives it; to compare `render` with.

        Control tokens in problem and program stay what they are, so it is not for text from
        outside. Raises as `render` does.
        """
        return self._text(self._opening(conversation(problem)), program)

    def _opening(self, turns: Iterable[Message]) -> list[dict[str, str]]:
        """All messages before the program's."""
        opening = [{"role": turn.role, "content": turn.content} for turn in turns]
        if self._system is not None:
            opening.insert(0, {"role": "system", "content": self._system})
        return opening

    def _head(self, opening: list[dict[str, str]], stand_in: str) -> str:
        """The text up to the last control token before the program."""
        before, found, _ = self._text(opening, stand_in).partition(stand_in)
        if not found:
            raise CheckpointError(
                "the chat template leaves the assistant's message out: "
                "it is no template of a verifier"
            )
        ends = [match.end() for match in self._control.finditer(before)]
        return before[: ends[-1]] if ends else ""

    def _tail(
        self, opening: list[dict[str, str]], head: str, program: str, guard: str
    ) -> tuple[Piece, ...]:
        text = self._text(opening, self._hide(program, guard))
        if not text.startswith(head):
            raise CheckpointError(
                "the chat template changes the problem's text with the program: it cannot be shared"
            )
        return self._pieces(text[len(head) :], guard)

    def _text(self, opening: list[dict[str, str]], program: str) -> str:
        messages = [*opening, {"role": "assistant", "content": program}]
        try:
            return self._jinja.render(
                messages=messages,
                tools=None,
                documents=None,
                add_generation_prompt=False,
                **self._variables,
            )
        except jinja2.TemplateError as error:
            raise CheckpointError(f"the chat template failed: {error}") from error

    def _hide(self, text: str, guard: str) -> str:
        return self._hidden.sub(lambda match: f"{guard}{match[0].encode().hex()}{guard}", text)

    def _pieces(self, text: str, guard: str) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        start = 0
        for match in self._control.finditer(text):
            if match.start() > start:
                pieces.append(Piece(_revealed(text[start : match.start()], guard), control=False))
            pieces.append(Piece(match[0], control=True))
            start = match.end()
        if start < len(text):
            pieces.append(Piece(_revealed(text[start:], guard), control=False))
        return tuple(pieces)


def _revealed(text: str, guard: str) -> str:
    """The text with its hidden tokens put back: every second part is one, in hexadecimal."""
    parts = text.split(guard)
    parts[1::2] = [bytes.fromhex(part).decode() for part in parts[1::2]]
    return "".join(parts)


def _any_of(tokens: set[str]) -> re.Pattern[str]:
    longest_first = sorted(tokens, key=lambda token: (-len(token), token))
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _unused_characters(texts: Sequence[str]) -> tuple[str, str]:
    """Two characters that stand in none of the texts, to mark places with."""
    # None of the marks is ASCII, and most texts are: no need to look at their characters.
    used = set() if all(map(str.isascii, texts)) else set().union(*texts)
    unused = islice((sign for sign in map(chr, MARKS) if sign not in used), 2)
    try:
        return next(unused), next(unused)
    except StopIteration:
        raise ProblemError(
            "the group uses every character there is: rank fewer candidates"
        ) from None


def _compiled(source: str) -> jinja2.Template:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.filters["tojson"] = _json
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = datetime.now().strftime
    try:
        return environment.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        raise CheckpointError(f"the chat template is not valid Jinja: {error}") from error


def _json(value: object, indent: int | None = None) -> str:
    # Unlike Jinja's own filter, no HTML escapes: templates were written for the plain form.
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)
