"""Quantised weights are served once their ranks were compared with those of the whole ones."""

import json
from pathlib import Path

from deskcheck_models.checkpoints.config_file import ConfigFile, read_config_file
from deskcheck_models.errors import CheckpointError
from deskcheck_models.self_check.canary import CANARY_FILE


def refuse_unverified(folder: Path, record: Path | None) -> None:
    """Raise CheckpointError for quantised weights without a record that their ranks agree.

    The record is what `deskcheck verify --reference ORIGINAL --json` wrote: of this folder, against
    another one, with every check holding, and not before the weights were last changed. Weights
    that are not quantised need none.
    """
    if not read_config_file(folder).has("quantization_config"):
        return
    remedy = f"run `deskcheck verify {folder} --reference ORIGINAL --json > FILE`, then give"
    if record is None:
        raise CheckpointError(
            f"{folder} has quantised weights, whose ranks must be compared with those of the "
            f"original first: {remedy} verified = FILE"
        )
    if reason := _fault(folder, record, _read(record)):
        raise CheckpointError(f"{record} does not vouch for {folder}: {reason}; {remedy} that file")


def _fault(folder: Path, record: Path, said: ConfigFile) -> str | None:
    """Why the record does not count, None where it does."""
    verified, reference = _path(said, "folder"), _path(said, "reference")
    if verified != folder.resolve():
        return f"it is of {verified}"
    if reference == verified:
        return "the weights were compared with themselves"
    if not said.flag("holds"):
        return "not all of its checks hold"
    if record.stat().st_mtime < _changed(folder):
        return "the weights were changed after it was written"
    return None


def _changed(folder: Path) -> float:
    """When what scores depend on was last written: not the canary, which is made after them."""
    files = (file for file in folder.iterdir() if file.exists() and file.name != CANARY_FILE)
    return max(file.stat().st_mtime for file in files)


def _path(said: ConfigFile, name: str) -> Path:
    try:
        return Path(said.word(name)).resolve()
    except ValueError as error:  # NUL or half a character
        raise said.wrong(name, "the path of a folder") from error


def _read(record: Path) -> ConfigFile:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError(
            f"{record} cannot be read ({error}); give what `deskcheck verify --json` wrote"
        ) from error
    return ConfigFile(str(record), content if isinstance(content, dict) else {})
