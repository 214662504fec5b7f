"""Real candidates with their tests, rewritten so that they show results and judge nothing."""

import ast
import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deskcheck_extraction import extract_program
from deskcheck_models.training.labelled import read_labelled

DATA = Path(__file__).parents[3] / "shared" / "data"
_ADDRESS = re.compile(r"0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Observed:
    """A program, what has to stand before it, and statements that show what it does."""

    program: str
    prelude: str
    shown: str

    def script(self, program: str) -> str:
        """The script that shows what this or an edited program does."""
        return f"from typing import *\n{self.prelude}\n{program}\n{self.shown}"


def without_addresses(out: str) -> str:
    """What was written, without the addresses of objects."""
    return _ADDRESS.sub("0x", out)


@cache
def observed_candidates() -> list[Observed]:
    """Valid Python programs of mbpp and humaneval whose tests are known, in their order."""
    tests = _tests()
    files = [DATA / "mbpp.jsonl.gz", DATA / "humaneval.jsonl.gz"]
    return [
        Observed(one.program, *tests[one.problem_id])
        for one in read_labelled(files)
        if one.problem_id in tests and extract_program(one.program, language="python").valid
    ]


def _tests() -> dict[str, tuple[str, str]]:
    found = {}
    with gzip.open(DATA / "tests.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            found[record["problem_id"]] = (record["prelude"] or "", _showing(record["tests"]))
    return found


def _showing(tests: str) -> str:
    tree = _Shown().visit(ast.parse(tests))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Shown(ast.NodeTransformer):
    """An assertion becomes the repr of its left side, or the type of what is raised."""

    def visit_Assert(self, node: ast.Assert) -> ast.Try:
        value = node.test.left if isinstance(node.test, ast.Compare) else node.test
        text = f"try:\n    print(repr({ast.unparse(value)})[:500])\n"
        text += "except Exception as error:\n    print(type(error).__name__)"
        (shown,) = ast.parse(text).body
        if not isinstance(shown, ast.Try):
            raise TypeError("the template is one try statement")
        return shown
