"""What a killed run measured is not measured again, and nothing else is taken for it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.comparison.defects import NAMED, Defect, Defects
from benchmarks.comparison.errors import DataError
from benchmarks.comparison.findings import Findings
from benchmarks.comparison.journal import BROKEN, Journal
from benchmarks.comparison.label_check import Disagreement
from benchmarks.comparison.measurements import Measurement

RUN = {"seed": 27, "problems": 12}


def findings(seconds: float = 0.5) -> Findings:
    """Something of everything that a step can find."""
    return Findings(
        measurements=(Measurement("way", "p", 4, seconds, 0.25, 2, True),),
        programs_checked=4,
        disagreements=(Disagreement("p", "ab12", True, False, "failed", "x != y"),),
        tokens={"sent": 7},
        tests_per_program=(3,),
        seconds_per_program=(0.5, 0.25),
        defects=(Defect("odd", "p", "why"),),
    )


def opened(folder: Path, run: object = RUN, defects: Defects | None = None) -> Journal:
    """The journal of a run."""
    return Journal.open(folder, run, Defects() if defects is None else defects)


def test_a_step_is_found_again_by_a_later_process(tmp_path: Path) -> None:
    """Exactly as it was."""
    opened(tmp_path).add("step", findings())
    again = opened(tmp_path)

    assert again.find("step") == findings()
    assert again.resumed == 1


def test_a_step_that_was_not_taken_is_not_found(tmp_path: Path) -> None:
    """Nor is anything in a new journal."""
    journal = opened(tmp_path)

    assert journal.find("step") is None
    assert journal.resumed == 0


def test_a_run_of_other_numbers_has_another_journal(tmp_path: Path) -> None:
    """What was measured under other conditions is no part of it."""
    opened(tmp_path).add("step", findings())

    assert opened(tmp_path, RUN | {"seed": 28}).find("step") is None


def test_the_order_in_which_a_run_is_described_does_not_matter(tmp_path: Path) -> None:
    """It is the same run."""
    opened(tmp_path).add("step", findings())

    assert opened(tmp_path, dict(reversed(RUN.items()))).find("step") == findings()


@pytest.mark.parametrize(
    "tail",
    [b'["half", {"measu', b"\x00\xff\xfe", b"[]", b'["name", {}]', b'{"a": 1}', b"null"],
    ids=["cut", "bytes", "empty", "no findings", "object", "null"],
)
def test_a_broken_last_line_is_measured_again_and_named(tmp_path: Path, tail: bytes) -> None:
    """The steps before it are kept."""
    journal = opened(tmp_path)
    journal.add("whole", findings())
    with journal.path.open("ab") as file:
        file.write(tail)
    defects = Defects()
    again = opened(tmp_path, defects=defects)

    assert again.resumed == 1
    assert again.find("whole") == findings()
    assert [(one.kind, one.where) for one in defects] == [(BROKEN, f"{journal.path.name}:2")]


def test_a_broken_line_is_gone_once_the_journal_was_opened(tmp_path: Path) -> None:
    """So that it is named once, and what is added later stands on a line of its own."""
    journal = opened(tmp_path)
    with journal.path.open("ab") as file:
        file.write(b'["half')
    opened(tmp_path).add("next", findings())
    defects = Defects()

    assert opened(tmp_path, defects=defects).find("next") == findings()
    assert list(defects) == []


def test_a_step_that_was_taken_twice_counts_once(tmp_path: Path) -> None:
    """The later one."""
    journal = opened(tmp_path)
    journal.add("step", findings(1.0))
    journal.add("step", findings(2.0))

    assert opened(tmp_path).find("step") == findings(2.0)
    assert opened(tmp_path).resumed == 1


def test_a_removed_journal_is_empty_and_leaves_no_file(tmp_path: Path) -> None:
    """Removing it twice is allowed."""
    journal = opened(tmp_path)
    journal.add("step", findings())
    journal.remove()
    journal.remove()

    assert journal.find("step") is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """With what the system says of it."""
    place = tmp_path / "journals"
    place.write_text("no folder")

    with pytest.raises(DataError, match=r"journals.* cannot be used: "):
        opened(place)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    name=st.text(max_size=40),
    seconds=st.floats(0, 1e6),
    detail=st.text(max_size=40),
    tokens=st.dictionaries(st.text(max_size=10), st.integers(0, 10**9), max_size=3),
)
def test_any_name_and_numbers_are_kept(
    tmp_path: Path, name: str, seconds: float, detail: str, tokens: dict[str, int]
) -> None:
    """Line ends in a name included: a line of JSON holds them escaped."""
    found = Findings((), 0, (), tokens, (), (seconds,), (Defect("kind", name, detail),))
    journal = opened(tmp_path)
    journal.remove()
    journal.add(name, found)

    assert opened(tmp_path).find(name) == found


def test_defects_are_counted_by_kind_and_named_in_their_order() -> None:
    """As they go into the result file."""
    defects = Defects()
    defects.add("late", "q")
    defects.add("odd", "p", "why")
    defects.add("late", "r")

    assert defects.counts() == {"late": 2, "odd": 1}
    assert [one.where for one in defects] == ["q", "p", "r"]
    assert defects.summary()["counts"] == {"late": 2, "odd": 1}


def test_many_defects_of_one_kind_do_not_crowd_out_another() -> None:
    """Each kind has its own first ones."""
    defects = Defects()
    for number in range(NAMED + 50):
        defects.add("many", str(number))
    defects.add("rare", "here")
    named = defects.summary()["named"]

    assert isinstance(named, list)
    assert len(named) == NAMED + 1
    assert named[-1] == {"kind": "rare", "where": "here", "detail": ""}
