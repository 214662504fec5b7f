"""Pairs are written whole and read back as they were."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deskcheck_models.training.labelled import LabelledDataError, Split
from deskcheck_models.training.pairs.pair import Kind, Pair
from deskcheck_models.training.pairs.pair_files import read_pairs, write_pairs

PAIR = Pair(
    problem_id="mbpp/1",
    problem="Add ä.",
    language="python",
    chosen="a + b",
    rejected="a - b\n",
    policy_chosen="human",
    policy_rejected="small",
    kind=Kind.HARD,
    source="mbpp",
    split=Split.TRAIN,
    augmentation_rejected="renames",
)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_pairs_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    """In each form, the same bytes each time."""
    if name == "a.parquet":
        pytest.importorskip("pyarrow", reason="pyarrow comes with the train extra")
    pairs = [replace(PAIR, chosen=f"a + {number}") for number in range(2000)]
    write_pairs(tmp_path / name, pairs)
    before = (tmp_path / name).read_bytes()
    write_pairs(tmp_path / name, pairs)

    assert list(read_pairs(tmp_path / name)) == pairs
    assert (tmp_path / name).read_bytes() == before


def _failing() -> Iterator[Pair]:
    yield PAIR
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, name: str) -> None:
    """No half file takes the place of a whole one, and none is left beside it."""
    if name == "a.parquet":
        pytest.importorskip("pyarrow", reason="pyarrow comes with the train extra")
    write_pairs(tmp_path / name, [PAIR])

    with pytest.raises(OSError, match="No space left"):
        write_pairs(tmp_path / name, _failing())
    assert list(read_pairs(tmp_path / name)) == [PAIR]
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """The form would be a guess."""
    with pytest.raises(LabelledDataError, match=r"a\.csv ends in none of"):
        write_pairs(tmp_path / "a.csv", [PAIR])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"kind"', '"sort"'), r"a\.jsonl:1 is no pair: see kind, sort"),
        (('"hard"', '"easy"'), r"a\.jsonl:1 is no pair: 'easy' is not a valid Kind"),
        (('"a + b"', "null"), r"a\.jsonl:1 is no pair: see chosen"),
    ],
)
def test_what_is_no_pair_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """With the field."""
    file = tmp_path / "a.jsonl"
    write_pairs(file, [PAIR])
    file.write_text(file.read_text().replace(*change))

    with pytest.raises(LabelledDataError, match=message):
        list(read_pairs(file))
