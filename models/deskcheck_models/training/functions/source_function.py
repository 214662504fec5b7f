"""A documented Python function, as its author wrote it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFunction:
    """The parts that a problem and a program are made of.

    `signature` are the lines from `def` to the colon, `program` the whole function without its
    documentation, both without the indentation of where they stood.
    """

    package: str
    module: str
    name: str
    parameters: tuple[str, ...]
    signature: str
    documentation: str
    program: str
