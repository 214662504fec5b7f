"""Code that never does anything: an assignment nobody reads, a branch that is never taken."""

import random
from collections.abc import Mapping, Sequence

from deskcheck_models.training.edits.python_names import fresh_name, looks_at_names, words
from deskcheck_models.training.edits.statements import Statement, statements, with_lines_before

_FORMS: Mapping[str, Sequence[Sequence[str]]] = {
    "python": (
        ("NAME = NUMBER",),
        ("if False:", "    NAME = NUMBER"),
        ("while False:", "    NAME = NUMBER"),
        ("for NAME in ():", "    pass"),
    ),
    "javascript": (("const NAME = NUMBER;",), ("if (false) {", "    let NAME = NUMBER;", "}")),
    "typescript": (("const NAME = NUMBER;",), ("if (false) {", "    let NAME = NUMBER;", "}")),
    "java": (("int NAME = NUMBER;",), ("if (false) {", "    int NAME = NUMBER;", "}")),
    "c": (("if (0) {", "    int NAME = NUMBER;", "    (void) NAME;", "}"),),
    "cpp": (("if (false) {", "    int NAME = NUMBER;", "    (void) NAME;", "}"),),
    "csharp": (("if (false) {", "    int NAME = NUMBER;", "}"),),
    "go": (("if false {", "    NAME := NUMBER", "    _ = NAME", "}"),),
    "rust": (("let _NAME = NUMBER;",), ("if false {", "    let _NAME = NUMBER;", "}")),
    "php": (("$NAME = NUMBER;",), ("if (false) {", "    $NAME = NUMBER;", "}")),
    "ruby": (("if false", "  NAME = NUMBER", "end"),),
    "kotlin": (("if (false) {", "    val NAME = NUMBER", "}"),),
    "swift": (("if false {", "    let NAME = NUMBER", "    _ = NAME", "}"),),
    "scala": (("if (false) {", "  val NAME = NUMBER", "}"),),
}
"""Lines that stand for themselves: none declares anything that other code could trip over."""

_BODIES = frozenset(
    ["block", "statement_block", "compound_statement", "statement_list", "statements"]
)
_APART = frozenset(["comment", "line_comment", "block_comment"])
_ATTRIBUTES = frozenset(["attribute_item", "attribute", "annotation"])
_NOT_MOVED = frozenset(
    ["case_clause", "case_statement", "future_import_statement", "attribute_item"]
)
_SCOPES = frozenset(["function_definition", "class_definition", "lambda", "module"])


def with_dead_code(program: str, language: str, chance: random.Random) -> str:
    """The program with one to three additions that nothing depends on, inside its functions.

    In Python also at the top level. SQL and Bash programs come back as they are.
    """
    forms = _FORMS.get(language)
    if forms is None or (language == "python" and looks_at_names(program)):
        return program
    places = [one for one in statements(program, language) if _is_safe(one, program, language)]
    taken = words(program)
    drawn = chance.sample(places, min(len(places), chance.randint(1, 3)))
    return with_lines_before(
        program,
        {one.row: _dead_lines(chance.choice(forms), one.indent, taken, chance) for one in drawn},
    )


def _dead_lines(
    form: Sequence[str], indent: str, taken: set[str], chance: random.Random
) -> list[str]:
    name, number = fresh_name(taken, chance), str(chance.randrange(100))
    return [indent + line.replace("NAME", name).replace("NUMBER", number) for line in form]


def _is_safe(statement: Statement, program: str, language: str) -> bool:
    node = statement.node
    if node.type in _NOT_MOVED or node.type in _APART or _is_text(statement):
        return False
    before = node.prev_named_sibling
    while before is not None and before.type in _APART:
        before = before.prev_named_sibling
    if before is not None and before.type in _ATTRIBUTES:
        return False  # the attribute is the next statement's
    if language == "python":
        return _is_safe_in_python(statement, program)
    return statement.block.type in _BODIES or (language == "ruby" and _in_method(statement))


def _is_safe_in_python(statement: Statement, program: str) -> bool:
    scope = statement.block
    while scope.type not in _SCOPES and scope.parent is not None:
        scope = scope.parent
    if scope.type == "module":
        return "__future__" not in program  # what stands before such an import is an error
    return scope.type == "function_definition"


def _in_method(statement: Statement) -> bool:
    parent = statement.block.parent
    return parent is not None and parent.type in ("method", "do_block", "if", "while")


def _is_text(statement: Statement) -> bool:
    """Whether it is a lone string, such as a docstring or "use strict", which has to come first."""
    first = statement.node.named_children[:1]
    return (
        statement.node.type == "expression_statement" and bool(first) and "string" in first[0].type
    )
