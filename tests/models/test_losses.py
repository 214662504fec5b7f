"""What a comparison costs, against the formulas written out."""

import math

import pytest

from deskcheck_models.engine import TokenGroup
from deskcheck_models.training.draws import Drawn
from deskcheck_models.training.recipe import Losses

torch = pytest.importorskip("torch", reason="needs the train extra")
losses = pytest.importorskip("deskcheck_models.training.losses")
grouped = pytest.importorskip("deskcheck_models.training.grouped_attention")

pytestmark = pytest.mark.torch

UNKNOWN = math.nan
GROUP = TokenGroup((1, 2), ((3, 4), (5,), (6, 7, 8)))


def _drawn(odds: tuple[float, ...] = (UNKNOWN,) * 3, **changes: object) -> Drawn:
    advice = changes.get("advice", ((), (), ()))
    return Drawn(GROUP, ((0, 1), (0, 2)), odds, advice)  # type: ignore[arg-type]


def _cost(drawn: Drawn, weights: Losses, scores: list[float], advice: list[float]) -> float:
    layout = grouped.lay_out([GROUP], "cpu")
    hidden = torch.zeros(8, 4)
    readout = losses.Readout(layout, hidden, torch.tensor(scores), torch.tensor(advice))
    cost = losses.comparison_cost(readout, [drawn], weights, torch.zeros(9, 4), 1)
    return float(cost.loss)


# Where tokens lie: problem 0 and 1, programs 2 to 3, 4, and 5 to 7; scores are read at 3, 4 and 7.
SCORES = [9.0, 9.0, 9.0, 2.0, 0.5, 9.0, 9.0, 1.0]
SILENT = [0.0] * 8


def _surprise(margin: float) -> float:
    return math.log1p(math.exp(-margin))


def test_bradley_terry_is_the_mean_over_preferences() -> None:
    """-log sigmoid of every margin, at each program's last token."""
    assert _cost(_drawn(), Losses(), SCORES, SILENT) == pytest.approx(
        (_surprise(1.5) + _surprise(1.0)) / 2
    )


def test_centred_scores_pay_for_their_sum() -> None:
    """The square of it, for every preference."""
    weighted = _cost(_drawn(), Losses(centre=0.1), SCORES, SILENT)
    plain = _cost(_drawn(), Losses(), SCORES, SILENT)

    assert weighted - plain == pytest.approx(0.1 * (2.5**2 + 3.0**2) / 2)


def test_the_average_is_compared_too() -> None:
    """The mean over a program's tokens, with the same loss."""
    scores = [0.0, 0.0, 1.0, 3.0, 0.5, 3.0, 1.0, 2.0]
    weighted = _cost(_drawn(), Losses(average=0.3), scores, SILENT)
    plain = _cost(_drawn(), Losses(), scores, SILENT)

    assert weighted - plain == pytest.approx(0.3 * (_surprise(1.5) + _surprise(0.0)) / 2)


def test_an_adviser_softens_the_labels_of_what_he_knows() -> None:
    """Cross-entropy with a label between the truth and his belief."""
    weights = Losses(adviser=True, label=0.6, agreement=0.0, advice=0.0)
    believed = 1 / (1 + math.exp(-(0.5 - 1.0)))
    label = 0.6 + 0.4 * believed
    known = label * _surprise(1.5) + (1 - label) * _surprise(-1.5)

    assert _cost(_drawn((0.5, 1.0, UNKNOWN)), weights, SCORES, SILENT) == pytest.approx(
        (known + _surprise(1.0)) / 2
    )


def test_he_is_asked_about_programs_of_one_label() -> None:
    """Programs 1 and 2 are both rejected; his belief decides between them."""
    asked = Losses(adviser=True, label=1.0, agreement=0.3, advice=0.0)
    ignored = Losses(adviser=True, label=1.0, agreement=0.0, advice=0.0)
    drawn = _drawn((UNKNOWN, 1.0, -1.0))
    believed = 1 / (1 + math.exp(-2.0))
    expected = believed * _surprise(-0.5) + (1 - believed) * _surprise(0.5)

    difference = _cost(drawn, asked, SCORES, SILENT) - _cost(drawn, ignored, SCORES, SILENT)
    assert difference == pytest.approx(0.3 * expected)


def test_advice_is_predicted_at_every_token_that_has_some() -> None:
    """Huber distance; programs without advice do not count."""
    weights = Losses(adviser=True, label=1.0, agreement=0.0, advice=1.0)
    drawn = _drawn(advice=((1.0, 0.0), (), (0.5, 0.5, 0.5)))
    advice = [0.0, 0.0, 0.0, 0.0, 9.0, 0.5, 0.5, 3.0]

    difference = _cost(drawn, weights, SCORES, advice) - _cost(drawn, Losses(), SCORES, SILENT)
    assert difference == pytest.approx((0.5 + 0.0 + 0.0 + 0.0 + 2.0) / 5)


def test_language_is_predicted_by_the_embedding() -> None:
    """With embeddings of zeros every token of the vocabulary is as likely."""
    difference = _cost(_drawn(), Losses(language=0.5), SCORES, SILENT) - _cost(
        _drawn(), Losses(), SCORES, SILENT
    )

    assert difference == pytest.approx(0.5 * math.log(9), rel=1e-5)
