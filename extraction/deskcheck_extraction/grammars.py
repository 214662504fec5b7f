"""tree-sitter's parsers: one grammar loaded when it is first needed, one parser per thread."""

import threading
import time
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree

DEADLINE = 0.08
"""Seconds of the thread's own processor time after which a parse is given up."""

_CHUNK = 8192
_GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "php_only": ("tree_sitter_php", "language_php_only"),
    "ruby": ("tree_sitter_ruby", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "scala": ("tree_sitter_scala", "language"),
    "bash": ("tree_sitter_bash", "language"),
    "sql": ("tree_sitter_sql", "language"),
}
_of_this_thread = threading.local()  # parsers are not safe to share between threads


def parse(source: bytes, grammar: str, deadline: float = DEADLINE) -> "Tree | None":
    """Parse UTF-8 bytes with one of the grammars; None where `deadline` seconds were not enough.

    Its nodes know their places in the source, and not their text. Raises KeyError where there is no
    such grammar.
    """
    parser, shown = _parser(grammar), _shown()
    end, soonest = time.thread_time() + deadline, time.monotonic() + deadline

    def read(offset: int, _point: object) -> bytearray:
        shown[:] = source[offset : offset + _CHUNK]
        return shown

    def is_late(_offset: int, _has_error: bool) -> bool:
        return time.monotonic() > soonest and time.thread_time() > end

    try:  # the deadline is honoured only where the source comes through a callback
        return parser.parse(read, progress_callback=is_late)
    except ValueError:
        parser.reset()
        return None


def _parser(grammar: str) -> "Parser":
    parsers: dict[str, Parser] = _of_this_thread.__dict__.setdefault("parsers", {})
    if grammar not in parsers:
        parsers[grammar] = _new_parser(grammar)
    return parsers[grammar]


def _shown() -> bytearray:
    """All that this thread shows to tree-sitter, which never lets go of what it was shown."""
    shown: bytearray = _of_this_thread.__dict__.setdefault("shown", bytearray())
    return shown


def _new_parser(grammar: str) -> "Parser":
    from tree_sitter import Parser

    return Parser(_language(grammar))


@cache
def _language(grammar: str) -> "Language":
    from tree_sitter import Language

    module, function = _GRAMMARS[grammar]
    return Language(getattr(import_module(module), function)())
