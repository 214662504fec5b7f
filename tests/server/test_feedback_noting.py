"""Reports beside what is known: which are kept, what changes, and whose time is counted."""

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_server.feedback.noting import Noted, Unknown, noted_of
from deskcheck_server.feedback.reports import Report, Reported, ReportedGroup

PLACES = {("a", 0): 1, ("a", 1): 2, ("b", 0): 3}
reports = st.builds(
    Report,
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 2),
    st.integers(0, 4),
    st.booleans(),
    st.none() | st.floats(0, 100),
)


def groups(candidates: int = 3) -> dict[int, ReportedGroup]:
    """Three groups of so many candidates about which nothing was reported yet."""
    ones = tuple(Reported(i, float(-i), i + 1, None, None) for i in range(candidates))
    return {number: ReportedGroup(number, 6.0, ones) for number in PLACES.values()}


def noted(*given_reports: Report) -> Noted:
    """What becomes of these reports."""
    return noted_of(given_reports, PLACES, groups())


@given(st.lists(reports, max_size=20))
def test_a_report_is_unknown_or_known_by_its_group_and_index(given_reports: list[Report]) -> None:
    """Whatever stands before it."""
    for place, one in enumerate(given_reports):
        fault = noted(*given_reports).unknown.get(place)

        if (one.request_id, one.group) not in PLACES:
            assert fault is Unknown.RANKING
        else:
            assert fault is (Unknown.CANDIDATE if one.index > 2 else None)


@given(st.lists(reports, max_size=20))
def test_the_last_report_on_a_candidate_counts(given_reports: list[Report]) -> None:
    """And a candidate that nobody reports on stays as it was."""
    found = noted(*given_reports)
    last = {
        (PLACES[one.request_id, one.group], one.index): one
        for place, one in enumerate(given_reports)
        if place not in found.unknown
    }
    changed = {group.id: group for group in found.groups}

    assert set(changed) == {number for number, _ in last}
    for number, group in changed.items():
        for one in group.candidates:
            report = last.get((number, one.index))
            told = (report.passed, report.seconds) if report else (None, None)
            assert (one.passed, one.seconds) == told


@given(st.lists(reports, max_size=20))
def test_the_time_of_a_candidates_tests_is_counted_when_it_is_first_told(
    given_reports: list[Report],
) -> None:
    """One time of its tests, beside a third of the six seconds that scoring its group took."""
    found = noted(*given_reports)

    assert all(scoring == 2.0 for _, scoring in found.timed)
    told = {
        (one.request_id, one.group, one.index)
        for place, one in enumerate(given_reports)
        if place not in found.unknown and one.seconds is not None
    }
    assert len(found.timed) >= len(told)


def test_a_wrong_index_changes_nothing_of_its_group() -> None:
    """Its group is not even named among those that changed."""
    found = noted(Report("a", 0, 3, True))

    assert (found.unknown, found.groups, found.timed) == ({0: Unknown.CANDIDATE}, (), ())


def test_a_group_that_is_gone_is_an_unknown_ranking() -> None:
    """Its place may still be remembered where its rows are not."""
    found = noted_of([Report("a", 0, 0, True)], PLACES, {})

    assert found.unknown == {0: Unknown.RANKING}


def test_no_report_is_no_change() -> None:
    """And no error."""
    assert noted() == Noted({}, (), ())


def test_a_time_that_was_known_before_is_not_counted_again() -> None:
    """A caller may send its reports once more after an error that came too late."""
    known = ReportedGroup(1, 6.0, (Reported(0, 0.0, 1, True, 4.0),))
    found = noted_of([Report("a", 0, 0, False, 5.0)], PLACES, {1: known})

    assert found.timed == ()
    assert found.groups[0].candidates == (Reported(0, 0.0, 1, False, 5.0),)
