"""How urgent a request is, and what each urgency may have of the engine."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Priority(StrEnum):
    """Whether somebody waits for the reply."""

    INTERACTIVE = "interactive"  # somebody does
    BULK = "bulk"  # a job that runs for long in any case


# Of the engine's tokens while both have work: neither can starve the other.
SHARES: Mapping[Priority, float] = MappingProxyType({Priority.INTERACTIVE: 0.8, Priority.BULK: 0.2})
