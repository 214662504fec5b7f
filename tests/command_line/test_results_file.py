"""Where lines of results go: a file that can be resumed, and places that are none."""

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskcheck_server.command_line.errors import InputError, OutputError
from deskcheck_server.command_line.results_file import opened_sink


def line(group: int) -> str:
    """The line of a group, as the command writes it."""
    return json.dumps({"group": group, "id": None, "results": []})


def whole(count: int) -> bytes:
    """The lines of so many groups."""
    return b"".join(line(group).encode() + b"\n" for group in range(count))


def written(path: Path, *, resume: bool, groups: int) -> int:
    """Write the lines that an input of so many groups still needs; returns how many were there."""
    with opened_sink(path, resume=resume) as sink:
        for group in range(sink.done, groups):
            sink.write(line(group))
        return sink.done


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 6), st.data())
def test_a_file_that_was_cut_anywhere_is_made_whole(
    tmp_path: Path, groups: int, data: st.DataObject
) -> None:
    """By a run that goes on: the lines that were whole stay, a half one is written again."""
    out = tmp_path / "out.jsonl"
    cut = data.draw(st.integers(0, len(whole(groups))))
    out.write_bytes(whole(groups)[:cut])
    done = written(out, resume=True, groups=groups)

    assert out.read_bytes() == whole(groups)
    assert done == whole(groups)[:cut].count(b"\n")


def test_a_file_begins_anew_with_its_first_line(tmp_path: Path) -> None:
    """Until then an earlier one stays: a verifier may still fail to load."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(whole(9))
    with opened_sink(out, resume=False) as sink:
        before = out.read_bytes()
        sink.write(line(0))
        after = out.read_bytes()

    assert (before, after) == (whole(9), whole(1))


def test_an_earlier_file_is_empty_after_a_run_without_groups(tmp_path: Path) -> None:
    """What stands there is what this input gave."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(whole(9))
    written(out, resume=False, groups=0)

    assert out.read_bytes() == b""


def test_every_line_is_there_once_it_is_written(tmp_path: Path) -> None:
    """Another program may follow the file."""
    out = tmp_path / "out.jsonl"
    with opened_sink(out, resume=False) as sink:
        for group in range(3):
            sink.write(line(group))

            assert out.read_bytes() == whole(group + 1)


@pytest.mark.parametrize(
    "content",
    [
        b"a line of a log\n",
        b'{"group": 1}\n',
        b'{"group": "0"}\n',
        b"[]\n",
        b"0\n",
        b"\n",
        b"\xff\xfe\n",
        whole(2) + b'{"id": 3}\n',
        whole(3)[len(whole(1)) :],
    ],
)
def test_what_another_program_wrote_is_not_gone_on_with(tmp_path: Path, content: bytes) -> None:
    """Nor what another command of ours wrote; the file stays as it is."""
    out = tmp_path / "out.jsonl"
    out.write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be resumed: its line \d is not that of group \d"):
        written(out, resume=True, groups=9)

    assert out.read_bytes() == content


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Neither to begin nor to go on with."""
    with pytest.raises(OutputError, match="cannot be written: Is a directory; choose another"):
        written(tmp_path, resume=False, groups=1)
    with pytest.raises(InputError, match="is no file that can be resumed; leave --resume out"):
        written(tmp_path, resume=True, groups=1)


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """A slip of the pen would make odd places."""
    with pytest.raises(OutputError, match="No such file or directory"):
        written(tmp_path / "gone" / "out.jsonl", resume=False, groups=1)

    assert not (tmp_path / "gone").exists()


def test_a_full_disk_is_told_at_the_line_that_finds_it() -> None:
    """And once: closing does not complain again."""
    with (
        pytest.raises(OutputError, match="'/dev/full' cannot be written: No space left on device"),
        opened_sink(Path("/dev/full"), resume=False) as sink,
    ):
        sink.write(line(0))


def test_a_pipe_with_a_name_takes_lines(tmp_path: Path) -> None:
    """It has no end at which a file could be cut."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    written(pipe, resume=False, groups=3)
    reader.join(20)

    assert read == [whole(3)]
