"""From settings to keys and certificates; what cannot work stops the start."""

import ssl
from ipaddress import ip_address

from structlog.stdlib import BoundLogger

from deskcheck_server.access.guard import Guard
from deskcheck_server.access.key_file import KeyFile, read_keys
from deskcheck_server.access.keys import Keyring, plain_keys
from deskcheck_server.errors import SettingsError
from deskcheck_server.settings import Settings


def guard_of(settings: Settings, log: BoundLogger) -> Guard:
    """Who may ask, by the settings; warns where other machines may ask without a key.

    Raises SettingsError for a key file that cannot be used.
    """
    keys, file = settings.api_keys, settings.api_key_file
    if keys is None and file is None and not _loopback(settings.host):
        log.warning("no keys", remedy="anybody may ask: set DESKCHECK_API_KEYS or api_key_file")
    return Guard(
        plain_keys(keys.get_secret_value()) if keys else Keyring(),
        KeyFile(file, log=log) if file else None,
        open_metrics=settings.open_metrics,
    )


def check_files(settings: Settings) -> None:
    """Look at the files of keys and certificates, before a verifier takes minutes to load.

    Raises SettingsError for a key file, a certificate or its key that cannot be used.
    """
    if settings.api_key_file is not None:
        read_keys(settings.api_key_file)
    _check_tls(settings)


def _check_tls(settings: Settings) -> None:
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None or key is None:
        return
    for name, file in (("tls_certificate", certificate), ("tls_key", key)):
        if not file.is_file():
            raise SettingsError(f"{name} {file} is no file; check the path")
    try:
        # An empty password: with none at all a locked key would be asked for on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"tls_certificate {certificate} and tls_key {key} cannot be used ({error}): "
            "give PEM files that belong together, the key without a password"
        ) from error


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
