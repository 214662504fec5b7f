"""Settings: arguments first, then the environment, read when a client is made."""

import httpx2
import pytest

from deskcheck_client import AsyncClient, Client, ConnectionFailedError, InputError
from deskcheck_client.settings import Settings, resolve
from tests.clients import wire
from tests.clients.scripted_server import ScriptedServer, reply

ENVIRONMENT = {"DESKCHECK_URL": "http://there:9000", "DESKCHECK_API_KEY": "from-environment"}


def test_arguments_come_first() -> None:
    """What is given wins over the environment."""
    settings = _resolve("http://here:1/", "given", environment=ENVIRONMENT)

    assert (settings.base_urls, settings.api_key) == (("http://here:1",), "given")


def test_the_environment_comes_second() -> None:
    """What is not given is looked up."""
    settings = _resolve(None, None, environment=ENVIRONMENT)

    assert (settings.base_urls, settings.api_key) == (("http://there:9000",), "from-environment")


@pytest.mark.parametrize("environment", [{}, {"DESKCHECK_URL": "", "DESKCHECK_API_KEY": ""}])
def test_the_default_is_a_server_of_ones_own(environment: dict[str, str]) -> None:
    """Without a word, the address on which `deskcheck serve` listens, and no key."""
    settings = _resolve(None, None, environment=environment)

    assert (settings.base_urls, settings.api_key) == (("http://127.0.0.1:8000",), None)


@pytest.mark.parametrize(
    "url",
    [
        *("localhost:8000", "ftp://host", "http://", "host", "http://host:port", " "),
        *("http://host:8000?x=1", "http://host:8000/v1?", "http://host#here"),
    ],
)
def test_an_address_that_cannot_work_is_told(url: str) -> None:
    """The message holds the value."""
    with pytest.raises(InputError, match="base_url is"):
        _resolve(url, None)


@pytest.mark.parametrize(
    "url", ["ftp://user:sekrit@host", "http://user:sekrit@host:port", "http://user:sekrit@host?x"]
)
def test_a_password_in_an_address_is_not_shown(url: str) -> None:
    """Nor the user that it belongs to."""
    with pytest.raises(InputError, match="//host") as caught:
        _resolve(url, None)

    assert "sekrit" not in str(caught.value)


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    """Messages end up in logs."""
    with (
        Client("http://user:sekrit@127.0.0.1:9", retries=0) as client,
        pytest.raises(ConnectionFailedError, match=r"from http://127\.0\.0\.1:9 \(") as caught,
    ):
        client.models()

    assert "sekrit" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "line\n", "schlüssel"])
def test_a_key_that_no_header_holds_is_told_without_showing_it(key: str) -> None:
    """The message must not carry the key into logs."""
    with pytest.raises(InputError, match="api_key holds") as caught:
        _resolve(None, key)

    assert key not in str(caught.value)


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_every_call_has_an_end(timeout: float) -> None:
    """A timeout is a number of seconds above zero."""
    with pytest.raises(InputError, match="timeout is"):
        resolve(None, None, timeout=timeout, retries=0, environment={})


def test_retries_are_not_negative() -> None:
    """Less than no retry is a mistake."""
    with pytest.raises(InputError, match="retries is -1"):
        Client(retries=-1)


def test_the_key_stays_out_of_the_representation() -> None:
    """Settings can be printed."""
    assert "secret" not in repr(_resolve(None, "secret"))


def test_a_client_reads_the_environment_when_it_is_made(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable that is set after the import, and before the client, counts."""
    monkeypatch.setenv("DESKCHECK_URL", f"{server.url}/behind/a/proxy/")
    monkeypatch.setenv("DESKCHECK_API_KEY", "secret")
    server.play(reply(wire.ranking()))

    with Client() as client:
        client.rerank("add", ["a", "b"])

    assert server.requests[0].path == "/behind/a/proxy/v1/rerank"
    assert server.requests[0].headers["authorization"] == "Bearer secret"


def test_a_client_that_is_handed_in_stays_open(server: ScriptedServer) -> None:
    """Who opened it closes it."""
    server.play(reply(wire.ranking()))

    with httpx2.Client(headers={"x-team": "search"}) as http:
        with Client(server.url, http_client=http) as client:
            client.rerank("add", ["a", "b"])

        assert not http.is_closed
    assert server.requests[0].headers["x-team"] == "search"


def test_clients_close_what_they_opened() -> None:
    """A closed client is of no more use, and says so."""
    client = Client()
    client.close()

    with pytest.raises(RuntimeError, match="closed"):
        client.models()


def test_an_awaited_client_is_made_outside_a_loop() -> None:
    """Nothing is opened before the first call, so nothing needs closing."""
    assert isinstance(AsyncClient("http://host"), AsyncClient)


def _resolve(
    url: str | None, key: str | None, environment: dict[str, str] | None = None
) -> Settings:
    return resolve(url, key, timeout=1.0, retries=0, environment=environment or {})
