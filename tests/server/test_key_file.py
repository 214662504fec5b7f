"""The file of keys: read, read again, and kept when it breaks."""

import io
import os
from pathlib import Path

import pytest

from deskcheck_server.access.key_file import LOOK_SECONDS, KeyFile, read_keys
from deskcheck_server.errors import SettingsError
from deskcheck_server.logs import open_log
from deskcheck_server.queue.priority import Priority
from tests.server.hand_clock import HandClock

SECRET = "sekrit-7f3a-and-more"
TABLE = f'[trainer]\nkey = "{SECRET}"\n'


class Kept:
    """A key file with its log and a clock of its own."""

    def __init__(self, folder: Path, text: str = TABLE) -> None:
        self.file = folder / "keys.toml"
        self.file.write_text(text, encoding="utf-8")
        self.log = io.StringIO()
        self.clock = HandClock()
        log = open_log(self.log, level="debug", as_json=True)
        self.keys = KeyFile(self.file, log=log, clock=self.clock)

    def knows(self, text: str) -> bool:
        """Whether a key is known a little later."""
        self.clock.now += LOOK_SECONDS
        return self.keys.keys.find(text) is not None


def test_a_table_tells_all_of_its_key(tmp_path: Path) -> None:
    """Name, rate and priority."""
    more = f'{TABLE}requests_per_second = 2.5\npriority = "bulk"\n[other]\nkey = "other-secret"\n'
    kept = Kept(tmp_path, more)
    key, other = kept.keys.keys.find(SECRET), kept.keys.keys.find("other-secret")

    assert key is not None
    assert (key.name, key.requests_per_second, key.priority) == ("trainer", 2.5, Priority.BULK)
    assert other is not None
    assert (other.requests_per_second, other.priority) == (None, Priority.INTERACTIVE)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """The old key is refused from then on."""
    kept = Kept(tmp_path)
    kept.file.write_text('[trainer]\nkey = "another-secret"\n')

    assert kept.knows("another-secret")
    assert not kept.knows(SECRET)
    assert "keys read again" in kept.log.getvalue()


def test_a_file_is_replaced_by_renaming_too(tmp_path: Path) -> None:
    """As editors and mounted secrets do it, with the same size and time."""
    kept = Kept(tmp_path)
    new = tmp_path / "new.toml"
    new.write_text(TABLE.replace("sekrit", "public"))
    os.utime(new, ns=(kept.file.stat().st_atime_ns, kept.file.stat().st_mtime_ns))
    new.replace(kept.file)

    assert kept.knows(SECRET.replace("sekrit", "public"))


@pytest.mark.parametrize("text", [None, "", "[trainer]\n", "key", f"[trainer]\nkey='{SECRET} x'"])
def test_a_file_that_vanishes_or_breaks_keeps_the_last_good_keys(
    tmp_path: Path, text: str | None
) -> None:
    """With one warning, which shows no key; and it is read again once it is good."""
    kept = Kept(tmp_path)
    if text is None:
        kept.file.unlink()
    else:
        kept.file.write_text(text)

    assert kept.knows(SECRET)
    assert kept.knows(SECRET)
    assert kept.log.getvalue().count("last good keys kept") == 1
    assert "sekrit" not in kept.log.getvalue()

    kept.file.write_text(TABLE.replace("sekrit", "public"))
    assert kept.knows(SECRET.replace("sekrit", "public"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "cannot be read: No such file"),
        ("", "holds no key"),
        (f"{SECRET}\n", r"is not TOML \(at line 1"),
        (f'trainer = "{SECRET}"', r"entry without a table; write \[name\]"),
        ("[trainer]", r"\[trainer\] has no key; give it as a text"),
        ("[trainer]\nkey = 5", r"\[trainer\] has no key"),
        ('[trainer]\nkey = "sekrit"', r"\[trainer\] key has 6 characters; give at least 8"),
        (f'[trainer]\nkey = "{SECRET} "', r"\[trainer\] key holds a space"),
        (f"{TABLE}rate = 5", "has 1 unknown fields; give key, priority, requests_per_second"),
        (f"{TABLE}requests_per_second = 0", "requests_per_second is 0; give a number above 0"),
        (f"{TABLE}requests_per_second = inf", "requests_per_second is inf"),
        (f"{TABLE}requests_per_second = true", "requests_per_second is True"),
        (f"{TABLE}requests_per_second = nan", "requests_per_second is nan"),
        (f"{TABLE}requests_per_second = 1{'0' * 400}", "is 10+; give a number above 0, 1000000 at"),
        (f"{TABLE}priority = 'high'", "priority is 'high'; give 'interactive' or 'bulk'"),
        (f"{TABLE}priority = []", r"priority is \[\]"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str | None, told: str) -> None:
    """With the table and the remedy, and without a key."""
    file = tmp_path / "keys.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SettingsError, match=rf"api_key_file .*keys\.toml.*{told}") as caught:
        read_keys(file)

    assert "sekrit" not in str(caught.value)


def test_a_file_that_is_no_text_tells_nothing_of_it(tmp_path: Path) -> None:
    """Somebody may have named the wrong file, and what it holds is nobody's business."""
    file = tmp_path / "keys.toml"
    file.write_bytes(b'[one]\nkey = "sekrit\xff-of-one"\n')

    with pytest.raises(SettingsError, match="is not TOML") as caught:
        read_keys(file)
    assert "sekrit" not in str(caught.value)
