"""A documented function as the request that it answers."""

import random
from textwrap import indent

from deskcheck_models.training.functions.source_function import SourceFunction


def problem_of(function: SourceFunction, chance: random.Random) -> str:
    """The request, in one of three forms, the third without parameters."""
    return chance.choice((_to_complete, _to_write, _to_name))(function)


def _to_complete(function: SourceFunction) -> str:
    documented = indent(f'"""{function.documentation}\n"""', "    ")
    return (
        "Complete the following Python function. Return the full function.\n\n"
        f"```python\n{function.signature}\n{documented}\n```"
    )


def _to_write(function: SourceFunction) -> str:
    parameters = ", ".join(function.parameters)
    return f"Write a Python function `{function.name}({parameters})`.\n\n{function.documentation}"


def _to_name(function: SourceFunction) -> str:
    summary = function.documentation.split("\n\n")[0]
    return f"{summary}\n\nThe function should be named `{function.name}`."
