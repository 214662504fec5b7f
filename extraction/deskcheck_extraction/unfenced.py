"""The program of an answer without fences."""

import re

from deskcheck_extraction.answer_text import first_turn
from deskcheck_extraction.bare import bare_blocks, bare_languages, whole_answer
from deskcheck_extraction.block import Block, Part
from deskcheck_extraction.extraction import Origin
from deskcheck_extraction.marks import indented_blocks, quoted_blocks, ruled_blocks, tagged_blocks
from deskcheck_extraction.parts import read_part
from deskcheck_extraction.prose import is_prose
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.roles import Role
from deskcheck_extraction.signatures import signature_score

_MOST_READ = 24
_TAG_AT_START = re.compile(r"\s*(?:\[|<(?!\?))")  # Scala takes HTML for its own
_TELLING = 2


def unfenced_parts(text: str, hint: str | None, reader: Reader) -> list[Part]:
    """Find a program's parts in text without fences: marked ones, else runs of lines that parse."""
    turn = first_turn(text)
    for tried in dict.fromkeys((text, turn)):
        languages = bare_languages(tried, hint)
        whole = whole_answer(tried, languages, reader)
        if whole and not _TAG_AT_START.match(tried):
            return [read_part(whole, hint, reader)]
    return _parts_of_turn(turn, languages, hint, reader)


def _parts_of_turn(text: str, languages: list[str], hint: str | None, reader: Reader) -> list[Part]:
    lines = text.split("\n")
    for blocks in (tagged_blocks(text), ruled_blocks(lines), indented_blocks(lines)):
        parts = _telling([read_part(block, hint, reader) for block in _filled(blocks)])
        if parts:
            return parts
    found = _bare_parts(text, languages, hint, reader)
    if any(part.role >= Role.STUB and part.valid is not False for part in found):
        return found
    ticked = _telling([read_part(one, hint, reader) for one in _filled(quoted_blocks(text))])
    return ticked or found


def _bare_parts(text: str, languages: list[str], hint: str | None, reader: Reader) -> list[Part]:
    found: list[Part] = []
    for language in languages:
        blocks = _filled(bare_blocks(text, language, reader))
        parts = _telling([read_part(block, hint, reader) for block in blocks])
        if any(part.role >= Role.STUB and part.valid for part in parts):
            return parts
        found = found or parts
    return found


def _filled(blocks: list[Block]) -> list[Block]:
    return [block for block in blocks if block.text][:_MOST_READ]


def _telling(parts: list[Part]) -> list[Part]:
    """Keep the parts only where one is surely code: prose, too, has assignments and calls in it."""
    return parts if any(_is_telling(part) for part in parts) else []


def _is_telling(part: Part) -> bool:
    score = signature_score(part.text, part.language or "")
    if part.role >= Role.STUB or part.outline.definitions:
        return part.valid is not False or (score >= _TELLING and not _holds_prose(part))
    is_long = "\n" in part.text or part.origin is Origin.TAG
    return part.role >= Role.TEST and part.valid is True and is_long and score >= _TELLING


def _holds_prose(part: Part) -> bool:
    """Say whether what stands between rules, or indented, is prose with code in it."""
    is_guess = part.origin in (Origin.RULE, Origin.INDENT)
    return is_guess and any(is_prose(line) for line in part.text.split("\n"))
