"""Reports put beside what is known of their groups: what changes, and what nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from deskcheck_server.feedback.reports import Report, Reported, ReportedGroup

Places = Mapping[tuple[str, int], int]  # the newest group under a request's id and number


class Unknown(StrEnum):
    """Why a report could not be kept."""

    RANKING = "unknown_ranking"  # never kept, forgotten since, or not yet written
    CANDIDATE = "unknown_candidate"  # the group has fewer


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of some reports.

    `unknown` holds the places of those that were not kept, `groups` what is now known of the groups
    that the others are about, `timed` the seconds of tests and of scoring for each candidate whose
    tests had no time before.
    """

    unknown: Mapping[int, Unknown]
    groups: tuple[ReportedGroup, ...]
    timed: tuple[tuple[float, float], ...]


def noted_of(
    reports: Sequence[Report], places: Places, groups: Mapping[int, ReportedGroup]
) -> Noted:
    """Put the reports beside their groups, in order: of two on one candidate the later counts."""
    noting = _Noting(places, groups)
    unknown = {place: fault for place, one in enumerate(reports) if (fault := noting.note(one))}
    return Noted(unknown, noting.changed(), tuple(noting.timed))


class _Noting:
    def __init__(self, places: Places, groups: Mapping[int, ReportedGroup]) -> None:
        self.timed: list[tuple[float, float]] = []
        self._places = places
        self._groups = groups
        self._members: dict[int, dict[int, Reported]] = {}

    def note(self, report: Report) -> Unknown | None:
        group = self._groups.get(self._places.get((report.request_id, report.group), 0))
        if group is None:
            return Unknown.RANKING
        members = self._members.get(group.id) or {one.index: one for one in group.candidates}
        before = members.get(report.index)
        if before is None:
            return Unknown.CANDIDATE
        self._members[group.id] = members
        if before.seconds is None and report.seconds is not None:
            self.timed.append((report.seconds, group.scoring_seconds))
        members[report.index] = replace(before, passed=report.passed, seconds=report.seconds)
        return None

    def changed(self) -> tuple[ReportedGroup, ...]:
        return tuple(
            replace(self._groups[number], candidates=tuple(members.values()))
            for number, members in self._members.items()
        )
