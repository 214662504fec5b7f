"""Python tests with every single test marked, so that each has an outcome of its own.

A test is an assert statement, or a call of a helper that the tests define and that asserts. Both
count where they stand in the module, in a function named check, and in loops and branches of these;
helpers are left alone. Each becomes `with MARK: <the test>`, and the harness gives the mark.
"""

import ast
import marshal

from benchmarks.execution.errors import TestsError
from benchmarks.execution.harness import MARK

ENTRY = "check"  # the function that holds HumanEval's tests


def marked(source: str) -> bytes:
    """Mark and compile; gives a marshalled code object for this very interpreter.

    Raises TestsError where the tests do not parse, or hold no test.
    """
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise TestsError(f"the tests are no Python program: {error}") from error
    marker = _Marker(_asserting_helpers(module))
    module = ast.fix_missing_locations(marker.visit(module))
    if not marker.found:
        raise TestsError("the tests hold no assert statement; give at least one")
    return marshal.dumps(compile(module, "<tests>", "exec"))


def _asserting_helpers(module: ast.Module) -> frozenset[str]:
    return frozenset(
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef)
        and node.name != ENTRY
        and any(isinstance(inner, ast.Assert) for inner in ast.walk(node))
    )


class _Marker(ast.NodeTransformer):
    """Wraps the tests it meets, and counts them."""

    def __init__(self, helpers: frozenset[str]) -> None:
        self._helpers = helpers
        self.found = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.generic_visit(node) if node.name == ENTRY else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return self._wrapped(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        match node.value:
            case ast.Call(func=ast.Name(id=name)) if name in self._helpers:
                return self._wrapped(node)
        return node

    def _wrapped(self, node: ast.stmt) -> ast.With:
        self.found += 1
        mark = ast.Name(MARK, ast.Load())
        return ast.copy_location(ast.With([ast.withitem(mark)], [node]), node)
