"""The demonstration's problems and answers, varied so that nothing is a duplicate or met twice."""

from pathlib import Path

from demo.__main__ import HERE, PROBLEMS

CANDIDATES = 16

Problem = tuple[str, list[str]]


def groups(number: int) -> list[Problem]:
    """The problems of one round, each with 16 answers of its own."""
    return [varied(name, f"{number}.{copy}") for name in PROBLEMS for copy in range(4)]


def varied(name: str, variant: str, candidates: int = CANDIDATES) -> Problem:
    """One problem under the name of a variant, with so many answers that all differ."""
    folder = HERE / name
    problem = (folder / "problem.md").read_text(encoding="utf-8")
    answers = [_text(file) for file in sorted((folder / "answers").glob("*.md"))]
    return (
        f"{problem}\n\nVariant {variant}.",
        [_commented(answers[place % len(answers)], place) for place in range(candidates)],
    )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _commented(answer: str, place: int) -> str:
    """The answer with one more comment inside its code, so that no two programs are the same."""
    for opener, mark in (
        ("```python\n", "#"),
        ("```javascript\n", "//"),
        ("```py\n", "#"),
        ("```js\n", "//"),
    ):
        answer = answer.replace(opener, f"{opener}{mark} attempt {place}\n")
    return answer
