"""Inputs that `deskcheck rerank` refuses, each with one sentence and no traceback."""

from pathlib import Path

import pytest

from tests.command_line.shell import Outcome, call, run, run_python


def _refused(outcome: Outcome, *words: str) -> bool:
    told = outcome.err
    return (
        outcome.code == 2
        and outcome.out == ""
        and told.startswith("error: ")
        and told.count("\n") == 1
        and all(word in told for word in words)
    )


def test_a_missing_file_is_named(problem: Path) -> None:
    """With the reason."""
    assert _refused(call("rerank", problem, "gone.py"), "'gone.py'", "No such file")


def test_a_missing_problem_is_named(answers: Path) -> None:
    """With the reason."""
    assert _refused(call("rerank", "gone.md", answers), "problem 'gone.md'", "No such file")


def test_a_directory_is_no_problem(answers: Path) -> None:
    """A problem is one text."""
    assert _refused(call("rerank", answers, answers), "Is a directory")


def test_an_empty_problem_is_refused(tmp_path: Path, answers: Path) -> None:
    """In a file as on the command line."""
    (tmp_path / "empty.md").write_text(" \n")

    assert _refused(call("rerank", tmp_path / "empty.md", answers), "is empty")
    assert _refused(call("rerank", "--problem-text", "", answers), "--problem-text is empty")


def test_binary_files_are_refused(problem: Path, tmp_path: Path) -> None:
    """With the first byte that is no UTF-8."""
    (tmp_path / "x.bin").write_bytes(b"ok \xff\xfe")

    assert _refused(call("rerank", problem, tmp_path / "x.bin"), "not UTF-8", "0xff at 3")


def test_huge_files_are_refused(problem: Path, tmp_path: Path) -> None:
    """They are not read to their end: an endless one ends as well."""
    (tmp_path / "huge.py").write_bytes(b"#" * (4 * 2**20 + 1))

    assert _refused(call("rerank", problem, tmp_path / "huge.py"), "larger than 4 MiB")
    assert _refused(call("rerank", problem, "/dev/zero"), "larger than 4 MiB")


def test_an_empty_directory_is_refused(problem: Path, tmp_path: Path) -> None:
    """Hidden files do not count."""
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / ".hidden").write_text("x")

    assert _refused(call("rerank", problem, tmp_path / "none"), "has no file")


def test_a_directory_with_folders_is_refused(problem: Path, answers: Path) -> None:
    """Which of the files below are meant is for the caller to say."""
    (answers / "more").mkdir()

    assert _refused(call("rerank", problem, answers), "folder 'more'")


def test_no_candidate_is_refused(problem: Path) -> None:
    """With what may be given."""
    assert _refused(call("rerank", problem), "no candidate is given")


def test_standard_input_is_read_once() -> None:
    """It cannot be problem and candidates."""
    assert _refused(call("rerank", "-", "-"), "named twice")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (b"{not json}", "is not JSON"),
        (b'"\\ud800"', "is not JSON"),
        (b"[1]", "give a JSON string"),
        (b'{"id": "x"}', "has no text"),
        (b'{"id": 1, "text": "x"}', "has no text, or an id that is no string"),
        (b'{"text": "x", "score": 1}', "unknown key 'score'"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_bad_line_of_candidates_is_named(problem: Path, line: bytes, word: str) -> None:
    """With its number."""
    outcome = run("rerank", problem, "-", "--engine", "fake", stdin=b'"x = 1"\n' + line + b"\n")

    assert _refused(outcome, "line 2 of standard input", word)


def test_local_options_do_not_go_with_a_url(problem: Path, answers: Path) -> None:
    """Instead of being ignored."""
    outcome = call("rerank", problem, answers, "--url", "http://x", "--engine", "fake")

    assert _refused(outcome, "--engine fake", "--url")


def test_a_url_that_is_none_is_refused(problem: Path, answers: Path) -> None:
    """With the form that it should have."""
    assert _refused(call("rerank", problem, answers, "--url", "nonsense"), "http://host:port")


def test_a_wrong_setting_is_refused(problem: Path, answers: Path, tmp_path: Path) -> None:
    """A setting that is unknown is an error, not a typing mistake without effect."""
    (tmp_path / "x.toml").write_text("modle = 'x'\n")

    assert _refused(call("rerank", problem, answers, "--config", tmp_path / "x.toml"), "modle")


def test_an_unknown_verifier_ends_with_2(problem: Path, answers: Path) -> None:
    """With the names that are known."""
    outcome = call("rerank", problem, answers, "--model", "nope", "--engine", "fake")

    assert outcome.code == 2
    assert outcome.err.startswith("error: 'nope' is no folder")


def test_an_unreachable_server_ends_with_3(problem: Path, answers: Path) -> None:
    """After the client's attempts; port 9 answers nobody."""
    outcome = call("rerank", problem, answers, "--url", "http://127.0.0.1:9", "--timeout", "2")

    assert outcome.code == 3
    assert "http://127.0.0.1:9" in outcome.err


def test_a_model_that_the_server_lacks_ends_with_3(problem: Path, answers: Path, url: str) -> None:
    """The server's sentence is passed on."""
    outcome = call("rerank", problem, answers, "--url", url, "--model", "nope")

    assert outcome.code == 3
    assert "model 'nope' is not served here" in outcome.err


def test_without_the_client_the_package_to_install_is_named(problem: Path, answers: Path) -> None:
    """The rest does without it; an interpreter that hides it stands for its absence."""
    hidden = "import sys; sys.modules['deskcheck_client'] = None; "
    started = hidden + "from deskcheck_server.command_line import main; main()"
    outcome = run_python(started, "rerank", str(problem), str(answers), "--url", "http://x")

    assert (outcome.code, "pip install deskcheck-client" in outcome.err) == (3, True)
