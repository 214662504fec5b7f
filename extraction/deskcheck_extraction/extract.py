"""Answer in, program out: the way from one to the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from deskcheck_extraction.answer_text import (
    LONGEST_PROGRAM,
    capped,
    uniform_text,
    unwrapped_text,
    without_leaked_tokens,
)
from deskcheck_extraction.block import Block, Part
from deskcheck_extraction.choice import answer_language, choose
from deskcheck_extraction.extraction import Extraction, no_program
from deskcheck_extraction.joining import joined
from deskcheck_extraction.languages import fold_language, foreign_language
from deskcheck_extraction.mending import Mender
from deskcheck_extraction.parts import read_part
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.reasoning import without_thoughts
from deskcheck_extraction.roles import Role
from deskcheck_extraction.unfenced import unfenced_parts

_NO_ANSWER = "the answer breaks off in its reasoning"
_NO_PROGRAM = "the answer holds no program"
_LONGEST_UNFENCED = LONGEST_PROGRAM  # characters; more of an unfenced program would not be kept


@dataclass(frozen=True, slots=True)
class _Found:
    parts: Sequence[Part]
    blocks: int


def extract(
    answer: str, *, language: str | None = None, entry_point: str | None = None
) -> Extraction:
    """Find the program in a model's answer.

    `language` is the language that was asked for, under any of its usual names; it decides where
    the answer leaves a choice, and an answer in another language still gives its program. A name
    that nothing is known of is no error: it is kept in lower case, and a program in it has `valid`
    None. `entry_point` is the function or class that was asked for, plain or dotted. Programs are
    never repaired: one that breaks off is returned to its end, with `valid` False. Nothing is
    executed.

    Raises TypeError where an argument is of another type. Source of the rules: measured on answers
    with execution labels; see `reference_extract` for the rule of the CodeScaler paper.
    """
    require_text("answer", answer, "the model's answer")
    hint = requested_language(language)
    if entry_point is not None:
        require_text("entry_point", entry_point, "a function's or class's name, or leave it out")
    text, is_cut = uniform_text(answer)
    if not text.strip():
        return no_program("the answer is empty", truncated=is_cut)
    thoughtless = without_thoughts(text)
    reader = Reader()
    is_cut = is_cut or ("```" not in text and len(thoughtless.text) > _LONGEST_UNFENCED)
    found = _found(unwrapped_text(without_leaked_tokens(thoughtless.text)), hint, reader)
    chosen_language = answer_language(found.parts, hint)
    parts = [part for part in found.parts if part.language == chosen_language]
    chosen = choose(parts, entry_point)
    if chosen is None:
        reason = _NO_ANSWER if thoughtless.unfinished else _NO_PROGRAM
        return no_program(reason, blocks=found.blocks, truncated=is_cut)
    return _extraction(parts, chosen, found.blocks, is_cut, reader)


def require_text(name: str, value: object, remedy: str) -> None:
    """Raise TypeError with the remedy where an argument is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is of type {type(value).__name__}; pass {remedy} as str")


def requested_language(language: str | None) -> str | None:
    """Fold the name of the language that was asked for; an unknown one is kept in lower case."""
    if language is None:
        return None
    require_text("language", language, "a language's name, or leave it out")
    return fold_language(language) or foreign_language(language) or language.strip().lower() or None


def _found(text: str, hint: str | None, reader: Reader) -> _Found:
    """Find the parts in fences; without a program there, in the text outside them."""
    mender = Mender(text, hint, reader)
    if not mender.has_fences:
        return _Found(unfenced_parts(text[:_LONGEST_UNFENCED], hint, reader), 0)
    blocks = mender.blocks()
    fenced = [read_part(block, hint, reader) for block in blocks]
    if program := _first_turn(blocks, fenced):
        return _Found(program, mender.count)
    outside = unfenced_parts(mender.outside()[:_LONGEST_UNFENCED], hint, reader)
    has_program = any(part.role is Role.PROGRAM and part.valid for part in outside)
    is_better = has_program or not any(part.role > Role.OTHER for part in fenced)
    return _Found(outside if is_better else fenced, mender.count)


def _first_turn(blocks: Sequence[Block], parts: Sequence[Part]) -> list[Part]:
    """List the parts of the first turn that holds a program: behind it, the model talks to itself.

    An empty list where none does.
    """
    both = list(zip(blocks, parts, strict=True))
    turn = next((block.turn for block, part in both if part.role >= Role.STUB), None)
    return [part for block, part in both if block.turn == turn]


def _extraction(
    parts: Sequence[Part], chosen: Part, blocks: int, is_cut: bool, reader: Reader
) -> Extraction:
    program, is_capped = capped(joined(parts, chosen, reader))
    if is_capped:
        reason = "the program is longer than is read; only its beginning was kept"
        return Extraction(program, chosen.language, None, chosen.origin, blocks, True, reason)
    reading = reader.read(program, chosen.language)
    return Extraction(
        program, chosen.language, reading.valid, chosen.origin, blocks, is_cut, reading.reason
    )
