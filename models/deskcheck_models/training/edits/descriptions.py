"""Comments that describe a statement, and describe it wrongly, by the kind of statement."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from deskcheck_models.training.edits.statements import Statement


class Described(StrEnum):
    """Which kind of statement a description fits."""

    PARAMETERS = "parameters"
    RETURN = "return"
    ASSIGNMENT = "assignment"
    OPERATOR = "operator"
    LOOP = "loop"
    BRANCH = "branch"


MISLEADING: Mapping[Described, Sequence[str]] = {
    Described.PARAMETERS: (
        "The arguments are not used; they are kept for compatibility.",
        "Expects each argument to be negative.",
        "Parameters: the first one is an output, the others are ignored.",
    ),
    Described.RETURN: (
        "Always gives back the same constant.",
        "Returns the input unchanged.",
        "Nothing useful is returned here; callers ignore it.",
    ),
    Described.ASSIGNMENT: (
        "This value is never read again.",
        "Resets everything that was computed so far.",
        "A placeholder; the real value is set elsewhere.",
    ),
    Described.OPERATOR: (
        "This operation cancels itself out.",
        "Undoes the step before.",
        "Has no effect, since the operand is zero here.",
    ),
    Described.LOOP: (
        "The body never runs for valid input.",
        "Runs exactly once, whatever the input.",
        "Walks backwards and skips every second element.",
    ),
    Described.BRANCH: (
        "This condition is never true.",
        "Always taken; the check is only there for show.",
        "Handles the case that the input is missing.",
    ),
}
_KINDS = (
    (Described.LOOP, re.compile(r"for|while|loop|foreach|until|\bdo_")),
    (Described.BRANCH, re.compile(r"\bif|switch|match|case|unless|when")),
    (Described.RETURN, re.compile(r"return|control_transfer")),
    (Described.PARAMETERS, re.compile(r"function|method|constructor")),
    (Described.OPERATOR, re.compile(r"augmented|compound_assign|operator_assign|update|inc_|dec_")),
    (Described.ASSIGNMENT, re.compile(r"assign|declaration|var_def|val_def|let_|short_var")),
)
_WRAPPERS = frozenset({"expression_statement", "export_statement", "decorated_definition"})


def described_as(statement: Statement) -> Described | None:
    """The kind of description that fits a statement; None where none does."""
    node = statement.node
    kind = (
        node.named_children[-1].type
        if node.type in _WRAPPERS and node.named_children
        else node.type
    )
    return next((described for described, pattern in _KINDS if pattern.search(kind)), None)
