"""Readings of code, each made once, within the budget of one answer."""

import time

from deskcheck_extraction.answer_text import LONGEST_PROGRAM
from deskcheck_extraction.definition_patterns import pattern_outline
from deskcheck_extraction.languages import LANGUAGES
from deskcheck_extraction.python_syntax import read_python
from deskcheck_extraction.reading import Reading
from deskcheck_extraction.tree_syntax import read_tree

MOST_SECONDS = 0.35
"""Seconds of the thread's own processor time after which an answer's code is no longer parsed."""

MOST_TRIED = 200_000
"""Characters that may be parsed merely to find a program's beginning, end or language."""


class Reader:
    """Reads code for one answer: remembers readings and counts what they cost."""

    def __init__(self) -> None:
        self._readings: dict[tuple[str, str | None], Reading] = {}
        self._tried = 0
        self._end = time.thread_time() + MOST_SECONDS
        self._soonest = time.monotonic() + MOST_SECONDS

    def read(self, text: str, language: str | None) -> Reading:
        """Read code in a language; `valid` is None without a parser, a name, or time left."""
        key = (text, language)
        if key not in self._readings:
            self._readings[key] = self._fresh(text, language)
        return self._readings[key]

    def parses(self, text: str, language: str | None) -> bool:
        """Try whether code parses; False too where the budget for tries is used up."""
        if (text, language) not in self._readings:
            if self._tried + len(text) > MOST_TRIED:
                return False
            self._tried += len(text) + 200
        return self.read(text, language).valid is True

    def _fresh(self, text: str, language: str | None) -> Reading:
        if language not in LANGUAGES:
            reason = (
                f"there is no parser for {language}" if language else "the language is not known"
            )
            return Reading(None, pattern_outline(text, language), reason=reason)
        if len(text) > LONGEST_PROGRAM:
            return Reading(
                None, pattern_outline(text, language), reason="the code is longer than is parsed"
            )
        if time.monotonic() > self._soonest and time.thread_time() > self._end:
            return Reading(
                None,
                pattern_outline(text, language),
                reason="the answer's time to be parsed is used up",
            )
        return read_python(text) if language == "python" else read_tree(text, language)
