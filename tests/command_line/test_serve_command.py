"""What `deskcheck serve` makes of its flags."""

from pathlib import Path

from deskcheck_client import Client
from deskcheck_server.settings import Settings
from tests.command_line.shell import call, run
from tests.server.server_process import ServerProcess

STARTED = "from deskcheck_server.command_line import main; main()"


def test_every_setting_is_a_flag() -> None:
    """Under its own name; but keys, which all users of a machine could read there."""
    told = run("serve", "--help", COLUMNS="200").out
    flags = {"--" + name.replace("_", "-") for name in Settings.model_fields}
    flags -= {"--api-keys"}

    assert {flag for flag in flags if f"{flag} " not in told} == set()


def test_a_server_answers_on_the_port_that_it_took() -> None:
    """And ends with 0 when it is told to stop."""
    arguments = ("serve", "--engine", "fake", "--port", "0", "--workers", "0", "--log-json")
    with ServerProcess(["-c", STARTED, *arguments]) as server:
        with Client(server.url) as client:
            models = client.models()
        server.stop()

        assert (models[0].engine, server.exit_code()) == ("fake", 0)


def test_a_flag_overrides_the_environment_which_overrides_the_file(tmp_path: Path) -> None:
    """A flag's value that cannot work is the one that is named."""
    (tmp_path / "x.toml").write_text("port = 70001\nmax_groups = 0\n")
    asked = ("serve", "--config", tmp_path / "x.toml")

    assert "port in" in (told := run(*asked).err)
    assert "x.toml is 70001" in told
    assert "DESKCHECK_PORT is '70002'" in run(*asked, DESKCHECK_PORT="70002").err
    assert "--port is 70003" in run(*asked, "--port", "70003", DESKCHECK_PORT="70002").err


def test_a_wrong_setting_ends_with_2() -> None:
    """Before anything is loaded."""
    outcome = call("serve", "--port", "70000")

    assert (outcome.code, outcome.err.startswith("error: --port is 70000")) == (2, True)


def test_more_connections_than_files_end_with_2() -> None:
    """Told with the remedy, before a verifier is looked for."""
    outcome = run("serve", "--model", "nope", "--port", "0", "--max-connections", "100000000")

    assert outcome.code == 2
    assert outcome.err.startswith("error: max_connections is 100000000, and this process may open")
    assert "ulimit -n" in outcome.err


def test_an_unknown_verifier_ends_with_2() -> None:
    """With the names that are known."""
    outcome = run("serve", "--model", "nope", "--port", "0")

    assert (outcome.code, "error: 'nope' is no folder" in outcome.err) == (2, True)
