"""The command lines of the testbed and of the latency benchmark."""

from pathlib import Path

import pytest

from benchmarks.comparison import options as comparison
from benchmarks.comparison.options import POSITIVE, SIZES
from benchmarks.comparison.ranking_servers import Contestant
from benchmarks.testbed import options as testbed
from benchmarks.testbed.material import FULL, QUICK
from deskcheck_models.training.labelled import Split


def refused(capsys: pytest.CaptureFixture[str], read: object, arguments: list[str]) -> str:
    """What is said where the arguments end with exit code 2."""
    assert callable(read)
    with pytest.raises(SystemExit) as ended:
        read(arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("name", POSITIVE)
@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_number_of_nothing_is_refused_by_its_flag(
    name: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the value and the remedy."""
    said = refused(capsys, comparison.read_options, [f"--{name}", value])

    assert f"--{name} is {float(value) if name in ('minutes', 'rate') else value}" in said
    assert "give a number above 0" in said


@pytest.mark.parametrize(
    "arguments", [["--engine", "magic"], ["--sandbox", "none"], ["--seed", "x"], ["--speed", "1"]]
)
def test_an_unknown_word_of_the_latency_benchmark_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And named."""
    assert arguments[0] in refused(capsys, comparison.read_options, arguments)


def test_a_full_run_measures_all_sizes_and_a_quick_one_up_to_the_headlines() -> None:
    """The headline's own size is always among them."""
    full, quick = comparison.read_options([]), comparison.read_options(["--quick"])
    odd = comparison.read_options(["--quick", "--candidates", "5"])

    assert full.plan.sizes == SIZES
    assert quick.plan.sizes == (1, 2, 4, 8, 16)
    assert odd.plan.sizes == (1, 2, 4, 5)


def test_more_candidates_than_any_size_are_measured() -> None:
    """A hundred, besides all sizes."""
    plan = comparison.read_options(["--candidates", "100"]).plan

    assert plan.sizes == (*SIZES, 100)
    assert plan.candidates == 100


def test_every_model_is_met_by_every_engine() -> None:
    """In the order in which they were given; the first is the headline's."""
    options = comparison.read_options(
        ["--model", "a", "--model", "b", "--engine", "embedded", "--engine", "fake"]
    )

    assert options.contestants == (
        Contestant("a", "embedded"),
        Contestant("a", "fake"),
        Contestant("b", "embedded"),
        Contestant("b", "fake"),
    )


def test_a_quick_run_is_short_unless_numbers_are_given() -> None:
    """They are taken as they are."""
    full, quick = comparison.read_options([]), comparison.read_options(["--quick"])
    given = comparison.read_options(["--quick", "--minutes", "7", "--problems", "3"])

    assert quick.problems < full.problems
    assert quick.minutes < full.minutes
    assert (given.problems, given.minutes) == (3, 7.0)


def test_generation_is_stated_by_three_numbers() -> None:
    """16 tests of 600 tokens at 2,000 a second, unless others are given."""
    assert comparison.read_options([]).generation.seconds == pytest.approx(4.8)
    options = comparison.read_options(["--tests", "4", "--tokens", "100", "--rate", "50"])
    assert options.generation.seconds == pytest.approx(8.0)


def test_sandboxes_are_tried_in_the_order_given() -> None:
    """Bubblewrap first, unless others are named."""
    assert comparison.read_options([]).sandboxes == ("bubblewrap", "limits")
    assert comparison.read_options(["--sandbox", "limits"]).sandboxes == ("limits",)


def test_the_bundled_verifier_is_measured_unless_others_are_named() -> None:
    """A server, answers, or the writing of lists take its place."""
    assert testbed.read_options([]).models == ("deskcheck-nano",)
    assert testbed.read_options(["--url", "http://a"]).models == ()
    assert testbed.read_options(["--answers", "a=f"]).models == ()
    assert testbed.read_options(["--lists", "f"]).models == ()
    assert testbed.read_options(["--url", "http://a", "--verifier", "v"]).models == ("v",)


def test_the_parts_of_the_data_are_chosen_by_name() -> None:
    """The test problems, unless others are asked for; all of them is no part."""
    assert testbed.read_options([]).part is Split.TEST
    assert testbed.read_options(["--split", "valid"]).part is Split.VALID
    assert testbed.read_options(["--split", "all"]).part is None


def test_a_quick_testbed_takes_less_of_everything() -> None:
    """Lists, edits and groups."""
    assert testbed.read_options(["--quick"]).effort == QUICK
    assert testbed.read_options([]).effort == FULL
    assert QUICK.lists_per_cell < FULL.lists_per_cell
    assert QUICK.edited_lists < FULL.edited_lists
    assert QUICK.groups < FULL.groups


def test_answers_are_named_before_their_file() -> None:
    """Several may be given, and a file may hold another sign of equality."""
    options = testbed.read_options(["--answers", "a=f=1", "--answers", "b=g"])

    assert options.answers == (("a", Path("f=1")), ("b", Path("g")))


@pytest.mark.parametrize("given", ["file", "=file", "name=", "="])
def test_answers_without_a_name_or_a_file_are_refused(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the value, and what is wanted."""
    said = refused(capsys, testbed.read_options, ["--answers", given])

    assert f"--answers is {given!r}; give NAME=FILE" in said


@pytest.mark.parametrize(
    "arguments", [["--split", "half"], ["--engine", "magic"], ["--seed", "1.5"], ["--speed"]]
)
def test_an_unknown_word_of_the_testbed_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """And named."""
    assert arguments[0] in refused(capsys, testbed.read_options, arguments)
