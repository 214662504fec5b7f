"""HTTPS with a certificate of the operator's."""

import shutil
import ssl
import subprocess
from pathlib import Path

import httpx2
import pytest

from deskcheck_client import Client
from deskcheck_server.access.security import check_files
from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings
from tests.server.answers import ADD, PROBLEM
from tests.server.live_server import live_server

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


def certificate(folder: Path, name: str, *more: str) -> dict[str, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, with its key."""
    files = {"tls_certificate": folder / f"{name}.pem", "tls_key": folder / f"{name}-key.pem"}
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    written = ["-out", str(files["tls_certificate"]), "-keyout", str(files["tls_key"])]
    subprocess.run(
        [*made, *named, *written, *(more or ("-nodes",))],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return files


def test_rankings_travel_encrypted(tmp_path: Path) -> None:
    """A client that trusts the certificate is answered; plain HTTP is not."""
    files = certificate(tmp_path, "one")
    with live_server(**files) as server:
        trust = ssl.create_default_context(cafile=str(files["tls_certificate"]))
        with (
            httpx2.Client(verify=trust) as http,
            Client(server.url, http_client=http) as client,
        ):
            ranked = client.rerank(PROBLEM, [ADD])
        with pytest.raises(httpx2.TransportError):
            httpx2.get(server.url.replace("https", "http") + "/livez")

    assert server.url.startswith("https://")
    assert len(ranked) == 1


def test_files_that_do_not_belong_together_stop_the_start(tmp_path: Path) -> None:
    """Named, with the remedy."""
    one, other = certificate(tmp_path, "one"), certificate(tmp_path, "other")
    settings = Settings.read(None, **(one | {"tls_key": other["tls_key"]}))

    with pytest.raises(SettingsError, match=r"one\.pem and tls_key .*give PEM files that belong"):
        check_files(settings)


def test_a_locked_key_stops_the_start(tmp_path: Path) -> None:
    """Nobody is asked for a password."""
    settings = Settings.read(None, **certificate(tmp_path, "one", "-passout", "pass:secret"))

    with pytest.raises(SettingsError, match="the key without a password"):
        check_files(settings)


def test_a_missing_file_stops_the_start(tmp_path: Path) -> None:
    """By name."""
    files = certificate(tmp_path, "one") | {"tls_key": tmp_path / "none.pem"}

    with pytest.raises(SettingsError, match=r"tls_key .*none\.pem is no file; check the path"):
        check_files(Settings.read(None, **files))
