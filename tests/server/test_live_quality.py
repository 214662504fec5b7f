"""The figures over the last reported groups, counted by hand."""

import math

import pytest

from deskcheck_server.feedback.live_quality import LiveQuality
from deskcheck_server.feedback.noting import Unknown, noted_of
from deskcheck_server.feedback.reports import Report, Reported, ReportedGroup

Told = tuple[float | None, bool | None, float | None]


def group(number: int, *told: Told, seconds: float = 1.0) -> ReportedGroup:
    """A group ranked by score; each candidate with its score, whether it passed, and its time."""
    order = sorted(range(len(told)), key=lambda i: -(told[i][0] or -99.0))
    return ReportedGroup(
        number,
        seconds,
        tuple(Reported(i, one[0], order.index(i) + 1, *one[1:]) for i, one in enumerate(told)),
    )


def test_nothing_is_known_of_nothing() -> None:
    """NaN, and not zero: a verifier that nobody tested is not a bad one."""
    figures = LiveQuality().figures()

    assert figures.groups == 0
    assert all(
        math.isnan(one) for one in (figures.top1, figures.chance, figures.auc, figures.speedup)
    )


def test_figures_of_two_groups() -> None:
    """Pairs are pooled over groups, a tie is one half, and no score is below all scores."""
    quality = LiveQuality()
    quality.add(
        [
            group(1, (3.0, True, 2.0), (1.0, False, 4.0), (None, False, None), seconds=3.0),
            group(2, (5.0, False, 1.0), (5.0, True, 1.0), (2.0, None, None), seconds=1.5),
        ]
    )
    figures = quality.figures()

    assert figures.groups == 2
    assert figures.top1 == 0.5
    assert figures.chance == pytest.approx((1 / 3 + 1 / 2) / 2)
    assert figures.auc == pytest.approx((2 + 0.5) / 3)
    assert figures.speedup == pytest.approx(8.0 / (2 * 1.0 + 2 * 0.5))


def test_an_untested_best_candidate_says_nothing_of_top1() -> None:
    """Its group still counts for the order of the others."""
    quality = LiveQuality()
    quality.add([group(1, (9.0, None, None), (2.0, True, None), (1.0, False, None))])
    figures = quality.figures()

    assert math.isnan(figures.top1)
    assert figures.auc == 1.0


def test_the_window_slides() -> None:
    """The oldest report goes first; a group that is reported on again is the newest."""
    quality = LiveQuality(most=2)
    quality.add([group(1, (1.0, True, None)), group(2, (1.0, False, None))])
    quality.add([group(1, (1.0, True, None)), group(3, (1.0, True, None))])

    assert (quality.figures().groups, quality.figures().top1) == (2, 1.0)


def test_reports_are_noted_in_order() -> None:
    """Of two on one candidate the later counts, and its time is counted once."""
    known = group(7, (1.0, None, None), (0.5, None, None), seconds=4.0)
    reports = [
        Report("a", 0, 1, False, 3.0),
        Report("a", 0, 1, True, 5.0),
        Report("a", 0, 2, True),
        Report("b", 0, 0, True),
    ]
    noted = noted_of(reports, {("a", 0): 7}, {7: known})

    assert noted.unknown == {2: Unknown.CANDIDATE, 3: Unknown.RANKING}
    assert noted.timed == ((3.0, 2.0),)
    assert [(one.passed, one.seconds) for one in noted.groups[0].candidates] == [
        (None, None),
        (True, 5.0),
    ]
