"""The progress of commands that work in stages."""

import pytest

from deskcheck_server.command_line.stage_progress import StageProgress


def _run(*, shown: bool) -> None:
    with StageProgress(shown=shown) as progress:
        advance = progress.stage("score programs", 70)
        advance(32)
        advance(38)


def test_stages_are_shown_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    """With what is done of each; standard output is for results."""
    _run(shown=True)
    out, err = capfd.readouterr()

    assert out == ""
    assert "score programs" in err
    assert "70/70" in err


def test_nothing_is_shown_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    """As in a pipe."""
    _run(shown=False)

    assert capfd.readouterr() == ("", "")
