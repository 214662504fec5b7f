"""Padding at the end of a sequence, against transformers."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.vllm.trailing_pads import without_trailing_pads
from tests.models.random_classifier import random_classifier

PAD = 0


@given(st.lists(st.integers(0, 3), min_size=1).map(tuple))
def test_what_is_left_ends_in_no_padding_and_only_padding_is_gone(tokens: tuple[int, ...]) -> None:
    """Padding within the sequence stays."""
    left = without_trailing_pads(tokens, PAD)

    assert left == tokens[: len(left)]
    assert set(tokens[len(left) :]) <= {PAD}
    assert left[-1] != PAD or left == (PAD,)


@pytest.mark.torch
@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
@pytest.mark.parametrize(
    "tokens", [(5, 6, PAD), (5, PAD, 6, PAD, PAD), (PAD, PAD), (PAD, 5), (5, PAD, PAD, 6)]
)
def test_transformers_reads_the_score_where_the_padding_begins(
    tmp_path: Path, tokens: tuple[int, ...]
) -> None:
    """So that both give one logit."""
    classifier = random_classifier(tmp_path)
    left = without_trailing_pads(tokens, PAD)

    assert classifier.logit(tokens) == pytest.approx(classifier.logit(left), abs=1e-4)
