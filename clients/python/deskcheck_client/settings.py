"""Where the server is and how long to wait for it, read once per client."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx2

from deskcheck_client.errors import InputError

DEFAULT_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked settings of one client; times are in seconds."""

    base_urls: tuple[str, ...]  # without a slash at the end
    api_key: str | None = field(repr=False)
    timeout: float
    retries: int  # attempts after the first


def resolve(
    base_url: str | Sequence[str] | None,
    api_key: str | None,
    *,
    timeout: float,
    retries: int,
    environment: Mapping[str, str],
) -> Settings:
    """Settings from arguments, else from DESKCHECK_URL and DESKCHECK_API_KEY, else the defaults.

    DESKCHECK_URL may hold several addresses, separated by commas. Raises InputError naming the
    first value that cannot work. It does not reach for the server.
    """
    if not 0 < timeout < math.inf:
        raise InputError(f"timeout is {timeout!r}; give seconds above 0")
    if retries < 0:
        raise InputError(f"retries is {retries!r}; give 0 or more")
    given = base_url or environment.get("DESKCHECK_URL") or DEFAULT_URL
    urls = [one.strip() for one in given.split(",")] if isinstance(given, str) else given
    key = api_key or environment.get("DESKCHECK_API_KEY") or None
    checked = tuple(dict.fromkeys(_checked_url(url) for url in urls))
    return Settings(checked, _checked_key(key), timeout, retries)


def without_password(url: str) -> str:
    """An address as messages show it: they end up in logs."""
    return re.sub(r"//[^/@]*@", "//", url)


def _checked_url(text: str) -> str:
    if not isinstance(text, str):
        raise InputError(f"base_url holds {text!r:.80}; give texts such as http://host:port")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise InputError(f"base_url is {without_password(text)!r}: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        told = without_password(text)
        raise InputError(f"base_url is {told!r}; give it as http://host:port")
    if "?" in text or "#" in text:  # a call's path would become a part of it
        told = without_password(text)
        raise InputError(f"base_url is {told!r}; leave out ? and # with what follows")
    return text.rstrip("/")


def _checked_key(key: str | None) -> str | None:
    if key is not None and not all("!" <= letter <= "~" for letter in key):
        # The key itself stays out of the message: messages end up in logs.
        raise InputError("api_key holds a space, line end or non-ASCII character; remove it")
    return key
