"""Whether text is read exactly as transformers reads it with the checkpoint's own tokenizer."""

from collections.abc import Iterable
from dataclasses import dataclass

from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.problem import Message, Problem
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.verification.built_in_groups import BUILT_IN
from deskcheck_models.verification.row import Row
from deskcheck_models.verification.transformers_reference import TransformersText

SYSTEM = "You judge programs.\n\nPrefer the one that is right."
_ODD_PROBLEMS: tuple[Problem, ...] = (
    "  Keep my blanks \n\n",
    "Umlaute: äöü, 你好, \U0001f40d\n\n```python\ndef f(): ...\n```",
    (
        Message("user", "Write add(a, b)."),
        Message("assistant", "def add(a, b):\n    return a - b"),
        Message("user", "That subtracts."),
    ),
)
_ODD_PROGRAMS = ("x", "\n\n    x = 1\n\n", "\tif (a) {\r\n\t}\r\n", "print('\u2028 \x0c é 你好')")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A text and its ids, by this library and by transformers; None where the template refuses."""

    ours: tuple[str, tuple[int, ...]] | None
    theirs: tuple[str, tuple[int, ...]] | None


def text_rows(
    bare: VerifierText, prompted: VerifierText, theirs: TransformersText, system: str = SYSTEM
) -> tuple[Row, Row]:
    """Two rows, for the texts and for their token ids; a difference counts texts that differ.

    `bare` reads without a system prompt, `prompted` with this one. A template that refuses a system
    prompt must do so in both.
    """
    pairs = [*_pairs(bare, theirs, None), *_pairs(prompted, theirs, system)]
    texts = sum(_part(pair.ours, 0) != _part(pair.theirs, 0) for pair in pairs)
    ids = sum(_part(pair.ours, 1) != _part(pair.theirs, 1) for pair in pairs)
    refused = sum(pair.theirs is None for pair in pairs)
    note = (
        f"{refused} conversations with a system prompt refused by the template" if refused else ""
    )
    return (
        Row("text equals apply_chat_template", len(pairs), texts, 0.0, texts == 0, note),
        Row("token ids equal those of that text", len(pairs), ids, 0.0, ids == 0, note),
    )


def _pairs(ours: VerifierText, theirs: TransformersText, system: str | None) -> Iterable[_Pair]:
    for problem, program in _conversations():
        yield _Pair(_ours(ours, problem, program), _theirs(theirs, problem, program, system))


def _conversations() -> Iterable[tuple[Problem, str]]:
    for group in BUILT_IN:
        yield from ((group.problem, program) for program in group.programs)
    for problem in _ODD_PROBLEMS:
        yield from ((problem, program) for program in _ODD_PROGRAMS)


def _ours(text: VerifierText, problem: Problem, program: str) -> tuple[str, tuple[int, ...]] | None:
    try:
        rendered = text.render(problem, [program])
    except CheckpointError:
        return None
    tokens = text.encode(rendered).tokens()
    return rendered.text(0), tokens.prefix + tokens.suffixes[0]


def _theirs(
    text: TransformersText, problem: Problem, program: str, system: str | None
) -> tuple[str, tuple[int, ...]] | None:
    try:
        rendered = text.render(problem, program, system)
    except CheckpointError:
        return None
    return rendered, text.encode(rendered)


def _part(read: tuple[str, tuple[int, ...]] | None, place: int) -> object:
    return None if read is None else read[place]
