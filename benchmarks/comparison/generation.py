"""The time to generate tests before executing them, as CURE does; a model, not a measurement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Generation:
    """So many tests, decoded together at a stated rate.

    `tokens_per_second` is that of the whole batch. CURE (arXiv 2506.03136) generates 16 tests of up
    to 10,000 tokens; how many tokens a test takes, and how fast they come, depends on the generator
    and its machine, so both are stated with every figure.
    """

    tests: int
    tokens_per_test: int
    tokens_per_second: float

    @property
    def seconds(self) -> float:
        """How long all tests of one problem take to decode."""
        return self.tests * self.tokens_per_test / self.tokens_per_second
