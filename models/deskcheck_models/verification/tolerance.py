"""How far a score may lie from the transformers logit of the same tokens.

A logit is a sum whose terms cancel, so rounding moves it in proportion to what the checkpoint's
logits can be, not to what this one is: the tolerance grows with the largest score expected in the
whole run. In float32, sums in another order move scores of a few units by some millionths to
ten-thousandths. bfloat16 keeps 8 bits of every product: two correct forward passes differed by up
to 0.022 for the bundled verifier (scores to 3.2) and 0.092 for random weights (scores to 5.5).

The ranks of quantised weights are judged and their scores are not: what matters is that programs
keep their order. The bound leaves one pair in forty to be turned around.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The allowed distance: a fixed part, and one in proportion to the largest score."""

    absolute: float
    relative: float

    def among(self, scores: Iterable[float]) -> float:
        """The distance allowed from each of these expected scores."""
        return self.absolute + self.relative * max(map(abs, scores), default=0.0)


TOLERANCES: Mapping[Precision, Tolerance] = MappingProxyType(
    {"float32": Tolerance(1e-3, 1e-4), "bfloat16": Tolerance(2.0**-5, 2.0**-6)}
)
# Published scores have three decimals, and were computed on other hardware.
GOLDEN_TOLERANCES: Mapping[Precision, Tolerance] = MappingProxyType(
    {"float32": Tolerance(5e-3, 1e-3), "bfloat16": Tolerance(2.0**-4, 2.0**-6)}
)
TAU_BOUND = 0.95
