"""A program that stands in an answer without any mark: the maximal runs of its lines that parse."""

import re
from collections.abc import Sequence
from itertools import islice

from deskcheck_extraction.block import Block
from deskcheck_extraction.block_text import clean_text
from deskcheck_extraction.extraction import Origin
from deskcheck_extraction.languages import LANGUAGES
from deskcheck_extraction.program_lines import can_start, holds_prose, is_comment
from deskcheck_extraction.prose import is_prose, is_sentence, shows_code
from deskcheck_extraction.prose_cut import FREE_FORM, LENIENT, before_headings
from deskcheck_extraction.reader import Reader
from deskcheck_extraction.roles import Role, role_of
from deskcheck_extraction.signatures import likely_languages, signature_score
from deskcheck_extraction.tag import NO_TAG, Tag, TagKind, read_tag

_MARKDOWN_HEADING = re.compile(r"#{2,6} [^a-z]")
_MOST_RUNS = 40
_MOST_TRIES = 4
_MOST_COMMENTS = 40
_MOST_LANGUAGES = 2
_TELLING = 2
_LONG = 6_000  # characters from which on prose may hide the program's beginning
_MOST_LINES = 8_000  # lines among which signs of a language are sought


def bare_languages(text: str, hint: str | None) -> list[str]:
    """List the languages in which an unfenced program may be written, the likeliest first."""
    sample = text if len(text) < _LONG else _without_prose(text)
    likely = [language for language, score in likely_languages(sample) if score >= _TELLING]
    hinted = [hint] if hint in LANGUAGES and hint else []
    return list(dict.fromkeys([*hinted, *likely[:_MOST_LANGUAGES]]))


def whole_answer(text: str, languages: Sequence[str], reader: Reader) -> Block | None:
    """Take the whole answer as a program, where it parses as one and plays a program's part."""
    text, tag = clean_text(text.split("\n"), NO_TAG)
    candidates = [tag.name] if tag.name else languages
    for language in candidates:
        if language and _is_whole(text, language, reader):
            return Block(text, read_tag(language), True, Origin.BARE)
    return None


def bare_blocks(text: str, language: str, reader: Reader) -> list[Block]:
    """Find the runs of lines that can be programs in one language."""
    lines = text.split("\n")
    tag = Tag(TagKind.PARSED, language)
    found: list[Block] = []
    number = 0
    while number < len(lines) and len(found) < _MOST_RUNS:
        if not can_start(lines[number], language):
            number += 1
            continue
        start = _with_comments(lines, number, language, number - 1)
        end = _run_end(lines, number, start, language, reader)
        body, _ = clean_text(lines[start:end], tag)
        found.append(Block(body, tag, True, Origin.BARE))
        number = max(end, number + 1)
    return found


def _without_prose(text: str) -> str:
    """Return the first lines that do not read like prose, `_LONG` characters of them."""
    kept: list[str] = []
    left = _LONG
    for line in islice(text.split("\n"), _MOST_LINES):
        if line and not is_prose(line):
            kept.append(line)
            left -= len(line)
        if left < 0:
            break
    return "\n".join(kept)


def _is_whole(text: str, language: str, reader: Reader) -> bool:
    if _MARKDOWN_HEADING.match(text) or (language in LENIENT and holds_prose(text, language)):
        return False
    if signature_score(text, language) < 1 or not reader.parses(text, language):
        return False
    role = role_of(text, reader.read(text, language).outline, language)
    return role > Role.USAGE or (role > Role.IMPORTS and signature_score(text, language) > 1)


def _with_comments(lines: Sequence[str], number: int, language: str, before: int) -> int:
    """Move a start up over the comment lines right above it.

    Groups of several behind a blank line belong to it, too; a single one there is a heading.
    """
    start = _comments_start(lines, before + 1, language)
    while start > 1 and not lines[start - 1].strip() and number - start < _MOST_COMMENTS:
        above = _comments_start(lines, start - 1, language)
        if start - 1 - above < 2:
            break
        start = above
    return start


def _comments_start(lines: Sequence[str], end: int, language: str) -> int:
    start = end
    while start and _is_comment_above(lines[start - 1], language) and end - start < _MOST_COMMENTS:
        start -= 1
    return start


def _is_comment_above(line: str, language: str) -> bool:
    """Say whether a line right above code is its comment, and no markdown heading."""
    return is_comment(line, language) and not _MARKDOWN_HEADING.match(line)


def _run_end(lines: Sequence[str], number: int, start: int, language: str, reader: Reader) -> int:
    """Return the line behind a run: the first boundary up to which the lines parse.

    Where none parses, the run is cut at the line that the parser names, if that line reads like
    prose; else it is a broken program and goes on to the first boundary.
    """
    boundaries = _boundaries(lines, number, language)
    for boundary in boundaries[: 1 if language in FREE_FORM else _MOST_TRIES]:
        end = before_headings(lines, boundary) if boundary < len(lines) else boundary
        if end > start and reader.parses(_text(lines, start, end), language):
            return end
    return _shrunk(lines, start, before_headings(lines, boundaries[0]), language, reader)


def _boundaries(lines: Sequence[str], number: int, language: str) -> list[int]:
    """List the first lines behind a start that read like prose, and the end of the text."""
    found: list[int] = []
    for line in range(number + 1, len(lines)):
        if _is_foreign(lines[line], language):
            found.append(line)
            if len(found) == _MOST_TRIES:
                return found
    return [*found, len(lines)]


def _is_foreign(line: str, language: str) -> bool:
    """Say whether a line at the margin belongs to the prose and not to code in a language."""
    if line.startswith("# ") and not is_comment(line, language):
        return True
    return is_prose(line) and not can_start(line, language)


def _shrunk(lines: Sequence[str], start: int, end: int, language: str, reader: Reader) -> int:
    limit = end
    for _ in range(_MOST_TRIES):
        line = reader.read(_text(lines, start, limit), language).error_line
        if line is None or line < 1 or start + line >= limit:
            break
        limit = start + line
        if not _stands_apart(lines, limit, language):
            break
        if reader.parses(_text(lines, start, limit), language):
            return limit
    return max(end, start + 1)


def _stands_apart(lines: Sequence[str], number: int, language: str) -> bool:
    """Say whether a line at which the parser stumbles is no code: at the margin, or a sentence."""
    line = lines[number]
    if is_sentence(line):
        return True
    return not line[:1].isspace() and not can_start(line, language) and not shows_code(line)


def _text(lines: Sequence[str], start: int, end: int) -> str:
    return "\n".join(lines[start:end]).strip("\n")
