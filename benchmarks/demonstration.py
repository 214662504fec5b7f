"""The demonstration's problems and answers, varied so that nothing is a duplicate or met twice."""

import re
from pathlib import Path

from demo.__main__ import HERE, PROBLEMS

CANDIDATES = 16
# Where code begins: behind a fence, or behind the first line of a function without one.
_FENCE = re.compile(r"^```(python|py|javascript|js)\n", re.MULTILINE)
_FUNCTION = re.compile(r"^(function) .*\{\n", re.MULTILINE)

Problem = tuple[str, list[str]]


def groups(number: int) -> list[Problem]:
    """The problems of one round, each with 16 answers of its own."""
    return [varied(name, f"{number}.{copy}") for name in PROBLEMS for copy in range(4)]


def varied(name: str, variant: str, candidates: int = CANDIDATES) -> Problem:
    """One problem under the name of a variant, with so many answers that all differ."""
    folder = HERE / name
    problem = (folder / "problem.md").read_text(encoding="utf-8")
    texts = [_text(file) for file in sorted((folder / "answers").glob("*.md"))]
    answers = [text for text in texts if _opening(text).search(text)]  # one holds no program
    return (
        f"{problem}\n\nVariant {variant}.",
        [_commented(answers[place % len(answers)], place) for place in range(candidates)],
    )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _opening(answer: str) -> re.Pattern[str]:
    return _FENCE if _FENCE.search(answer) else _FUNCTION


def _commented(answer: str, place: int) -> str:
    """The answer with one more comment inside its code, so that no two programs are the same."""

    def comment(found: re.Match[str]) -> str:
        mark = "#" if found[1] in ("python", "py") else "//"
        return f"{found[0]}{mark} attempt {place}\n"

    return _opening(answer).sub(comment, answer)
