"""Lines of `deskcheck score` one by one: names, odd forms, limits; each has its line of output."""

import json
from pathlib import Path

import pytest

from deskcheck_server.command_line.errors import InputError
from deskcheck_server.command_line.group_lines import NumberedLine, identity, parsed
from deskcheck_server.command_line.incoming import MOST_LINE_BYTES
from tests.command_line.shell import Outcome, call

GROUP: dict[str, object] = {"problem": "Add.", "candidates": ["def f(): return 1"]}
Line = dict[str, object]


def scored(folder: Path, *lines: bytes) -> tuple[Outcome, list[Line]]:
    """How a run over these lines ends, and its lines."""
    file = folder / "groups.jsonl"
    file.write_bytes(b"\n".join(lines))
    outcome = call("score", file, "--engine", "fake")
    return outcome, [json.loads(line) for line in outcome.out.splitlines()]


def group(**changes: object) -> bytes:
    """A line with these changes."""
    return json.dumps(GROUP | changes).encode()


def error_of(one: Line) -> Line:
    """The error of a line that holds one."""
    error = one["error"]
    if not isinstance(error, dict):
        raise TypeError(f"{one} has no error")
    return error


def line(content: bytes) -> NumberedLine:
    """The seventh line of an input, its fifth group."""
    return NumberedLine(7, 4, content)


def test_a_groups_name_comes_back(tmp_path: Path) -> None:
    """As it was written: a number stays a number, however large."""
    names = ["a", "", "x" * 1000, 0, -1, 10**30, "7", "🎉\n", None]
    outcome, lines = scored(tmp_path, *(group(id=name) for name in names))

    assert outcome.code == 0
    assert [one["id"] for one in lines] == names
    assert [type(one["id"]) for one in lines] == [type(name) for name in names]


def test_what_is_no_name_fails_its_group_alone(tmp_path: Path) -> None:
    """With what to give; the others are scored."""
    names: list[object] = [1.0, True, [], {}, [1]]
    outcome, (*wrong, good) = scored(tmp_path, *(group(id=one) for one in [*names, "good"]))
    errors = [error_of(one) for one in wrong]

    assert outcome.code == 1
    assert {one["id"] for one in wrong} == {None}
    assert {(one["code"], one["param"]) for one in errors} == {("invalid_field", "id")}
    assert all("give a text or a whole number" in str(one["message"]) for one in errors)
    assert good["id"] == "good"


def test_a_wrong_group_keeps_its_name(tmp_path: Path) -> None:
    """So that one finds it in the input."""
    _, (wrong,) = scored(tmp_path, group(id="mine", candidates=[]))

    assert (wrong["group"], wrong["id"]) == (0, "mine")


def test_groups_are_counted_over_good_and_wrong_lines(tmp_path: Path) -> None:
    """Blank lines are none; the number in a message is that of the line."""
    outcome, lines = scored(tmp_path, group(), b"", b"{", b" ", group(candidates=7), group())
    messages = [str(one["error"]) for one in lines if "error" in one]

    assert outcome.code == 1
    assert [one["group"] for one in lines] == [0, 1, 2, 3]
    assert ["line 3" in messages[0], "line 5" in messages[1]] == [True, True]


ODD = (
    b"\xef\xbb\xbf" + group(),
    group() + b"\r",
    b"  " + group() + b"\t",
    json.dumps(GROUP, separators=(" , ", " : ")).encode(),
    b'{"problem": "other", ' + group()[1:],
    group(problem="a\x00b\u2028c", candidates=["x = '\x7f'\ndef f(): return 1"]),
    group(problem=[{"role": "user", "content": "Add."}]),
    group(candidates=[{"text": "def f(): return 1", "id": "x"}]),
    group(language="python", entry_point="f"),
    group(language=None, entry_point=None),
)


def test_what_is_odd_and_right_is_scored(tmp_path: Path) -> None:
    """Marks, line ends, blanks, names that come twice, controls, and every form of a group."""
    outcome, lines = scored(tmp_path, *ODD)

    assert (outcome.code, outcome.err, len(lines)) == (0, "", len(ODD))
    for one in lines:
        results = one["results"]
        assert isinstance(results, list)
        assert [result["score"] is None for result in results] == [False]


def test_what_is_an_option_of_the_command_is_none_of_a_line(tmp_path: Path) -> None:
    """It is refused and not passed over."""
    names = ["model", "top_n", "priority", "timeout_ms", "query", "ID"]
    outcome, lines = scored(tmp_path, *(group(**{name: None}) for name in names))
    errors = [error_of(one) for one in lines]

    assert outcome.code == 1
    assert [(one["code"], one["param"]) for one in errors] == [
        ("invalid_field", name) for name in names
    ]


def test_a_line_is_as_long_as_it_may_be_and_no_longer() -> None:
    """To the byte: a server takes no larger body."""
    longest = group().ljust(MOST_LINE_BYTES)

    assert parsed(line(longest)) == GROUP
    with pytest.raises(InputError, match="line 7 is longer than 16 MiB; give fewer candidates"):
        parsed(line(longest + b" "))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"null", "line 7 is null; give"),
        (b'"text"', "line 7 is 'text'; give"),
        (b"[1, 2]", "line 7 is a list of 2; give"),
        (b"{'a': 1}", "line 7 is not JSON"),
        (b"\xc3", "line 7 is not UTF-8 text"),
        (b'{"problem": Infinity}', "line 7 is not JSON"),
        (b'{"a": ' * 1000 + b"1" + b"}" * 1000, "line 7 is not JSON"),
    ],
)
def test_what_is_no_object_is_told_in_short(content: bytes, told: str) -> None:
    """With its number, and with the form."""
    with pytest.raises(InputError) as caught:
        parsed(line(content))

    assert str(caught.value).startswith(told)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"id": "a"}, "a"),
        ({"id": 7}, 7),
        ({"id": True}, None),
        ({"id": 1.5}, None),
        ({"id": ["a"]}, None),
        ({}, None),
    ],
)
def test_the_name_of_a_wrong_group_is_read_where_it_has_one(value: Line, name: object) -> None:
    """Whatever else is wrong with it."""
    assert identity(value) == name
