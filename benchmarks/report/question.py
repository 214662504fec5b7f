"""What a benchmark asks: the first line of its module, read without running it."""

import ast
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1]


def question_of(benchmark: str) -> str:
    """Its question, or an empty text for a benchmark that this version does not have."""
    names = (f"{benchmark}.py", f"{benchmark}/__main__.py")
    files = [file for name in names if (file := BENCHMARKS / name).is_file()]
    if not benchmark.isidentifier() or not files:
        return ""
    docstring = ast.get_docstring(ast.parse(files[0].read_text(encoding="utf-8")))
    return (docstring or "").partition("\n")[0]
