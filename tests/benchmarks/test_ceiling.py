"""What the ceiling benchmark divides by, and what it sends and refuses."""

import sys
from pathlib import Path

import pytest

from benchmarks.load import LoadGroup
from deskcheck_models import TokenGroup

pytest.importorskip("torch", reason="the large verifier is written with torch")
ceiling = pytest.importorskip("benchmarks.ceiling", reason="its server needs vLLM")
large_verifier = pytest.importorskip("benchmarks.large_verifier", reason="written with torch")
matrix_rate = pytest.importorskip("benchmarks.matrix_rate", reason="multiplies with torch")

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(("shape", "published"), [("0.6B", 0.44e9), ("8B", 6.95e9)])
def test_parameters_are_the_ones_that_the_models_publish(
    tmp_path: Path, shape: str, published: float
) -> None:
    """Qwen3's model cards: parameters without the embedding, of 0.6B and of 8B."""
    large_verifier.save_large_config(tmp_path, shape)

    assert large_verifier.multiplied_parameters(tmp_path) == pytest.approx(published, rel=0.005)


def test_the_share_of_the_ceiling_is_that_of_the_arithmetic() -> None:
    """On 790 TFLOP/s 56,870 tokens of 6.946 billion multiplied weights take a second."""
    assert ceiling.share_of_ceiling(56_870, 6_946_000_000, 790e12) == 1.0
    assert ceiling.share_of_ceiling(39_809, 6_946_000_000, 790e12) == 0.7


def test_the_rate_is_that_of_products_and_not_of_their_size() -> None:
    """Half as many columns take about half as long."""
    wide, narrow = (
        matrix_rate.matrix_rate(256, columns, "cpu", "float32", 0.5) for columns in (512, 256)
    )

    assert 0.2 < narrow / wide < 5


def test_no_two_rounds_share_a_prefix() -> None:
    """A round that another one's problems were cached for would be faster than the model."""
    tokens = TokenGroup((1,), ((2,), (3,)))
    group = LoadGroup("Add two.", ("a", "b"), ("A", "B"), tokens)
    first, second = (ceiling.told_apart([group], number, 1)[0] for number in (0, 1))

    assert first.problem != second.problem
    assert first.problem.endswith(group.problem)
    assert first.answers == second.answers == ("A",)


def test_another_shape_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the names of those that there are."""
    monkeypatch.setattr(sys, "argv", ["benchmarks.ceiling", "--shape", "70B"])

    with pytest.raises(SystemExit):
        ceiling.main()
