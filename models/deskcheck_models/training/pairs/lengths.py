"""How long a problem and a program are together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from deskcheck_models.errors import CheckpointError, ProblemError
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.labelled import LabelledDataError

Lengths = Callable[[str, Sequence[str]], Sequence[int]]
"""Problem and programs to the length of the problem with each of them."""


def characters(problem: str, programs: Sequence[str]) -> list[int]:
    """Lengths in characters, without what a template adds."""
    return [len(problem) + len(program) for program in programs]


def token_lengths(folder: Path) -> Lengths:
    """Lengths in tokens of the text that the verifier in a folder reads, template included.

    Raises LabelledDataError where the folder has no tokenizer or no chat template.
    """
    try:
        text = VerifierText.read(folder)
    except CheckpointError as error:
        raise LabelledDataError(f"{folder} cannot count tokens: {error}") from error

    def lengths(problem: str, programs: Sequence[str]) -> list[int]:
        try:
            group = text.encode(text.render(problem, programs)).tokens()
        except ProblemError as error:
            raise LabelledDataError(f"the problem {problem!r:.60} is no text: {error}") from error
        return [len(group.prefix) + len(suffix) for suffix in group.suffixes]

    return lengths
