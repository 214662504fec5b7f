"""Answers in which the lines of the right program are marked.

A line of the program begins with `| `; without these marks the text is the answer as a model wrote
it. Marked lines that stand together are one part of the program, and a blank line joins the parts.
"""

from dataclasses import dataclass

from deskcheck_extraction import Extraction, extract

_MARK = "|"


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """An answer, what was asked for, and what is to be found in it."""

    answer: str
    program: str
    language: str
    valid: bool
    asked_for: str | None
    entry_point: str | None

    def extraction(self) -> Extraction:
        """Extract with the language and the name that were asked for."""
        return extract(self.answer, language=self.asked_for, entry_point=self.entry_point)

    def is_found_in(self, found: Extraction) -> bool:
        """Say whether program, language, and validity are the right ones."""
        right = (self.program, self.language, self.valid)
        return (found.program, found.language, found.valid) == right


def case(
    marked: str,
    language: str = "python",
    *,
    valid: bool = True,
    asked_for: str | None = None,
    entry_point: str | None = None,
) -> MarkedAnswer:
    """Read a marked answer; the line ends around it belong to the table that it stands in."""
    lines = marked.strip("\n").split("\n")
    answer = "\n".join(line[2:] if line.startswith(_MARK) else line for line in lines)
    program = _program(lines)
    return MarkedAnswer(answer, program, language, valid, asked_for, entry_point)


def _program(lines: list[str]) -> str:
    parts: list[list[str]] = [[]]
    for line in lines:
        if line.startswith(_MARK):
            parts[-1].append(line[2:])
        elif parts[-1]:
            parts.append([])
    return "\n\n".join("\n".join(part) for part in parts if part)
