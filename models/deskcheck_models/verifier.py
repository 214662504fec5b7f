"""A verifier by name, folder or hub id: where its files lie, and how it reads."""

import os
from dataclasses import dataclass
from pathlib import Path

from deskcheck_models.catalogue import BUNDLED_FOLDER, CATALOGUE
from deskcheck_models.errors import CheckpointError, DownloadError
from deskcheck_models.text.verifier_text import VerifierText

FILES = (
    "canary.json",
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "*.safetensors*",
    "*.jinja",
)


@dataclass(frozen=True, slots=True)
class Verifier:
    """The files of one verifier and its reading of text; the weights are the engine's concern.

    `max_tokens` is the length it was trained for, None where nobody says.
    """

    name: str
    folder: Path
    text: VerifierText
    max_tokens: int | None = None

    @classmethod
    def find(cls, name: str, *, system: str | None = None) -> "Verifier":
        """A verifier of the catalogue, of a folder, or of the Hugging Face hub (which may download
        it).

        `system` is the system prompt that the verifier was trained with, if any. Raises
        CheckpointError with what was looked for, DownloadError where the hub does not answer.
        """
        known = CATALOGUE.get(name)
        folder = _folder(name)
        shown = Path(os.path.abspath(name)).name if not known and _is_folder(name) else name
        text = VerifierText.read(folder, system=system)
        return cls(shown, folder, text, known.max_tokens if known else None)


def _folder(name: str) -> Path:
    known = CATALOGUE.get(name)
    if known and known.hub is None:
        return BUNDLED_FOLDER
    if known is None and _is_folder(name):
        return Path(name)
    hub = known.hub if known and known.hub else name
    if hub.count("/") != 1 or hub.startswith((".", "/")):
        raise CheckpointError(
            f"{name!r} is no folder and no known verifier: use one of {', '.join(CATALOGUE)}, "
            "a folder with config.json, or a hub id such as LARK-Lab/CodeScaler-8B"
        )
    return _downloaded(hub)


def _is_folder(name: str) -> bool:
    return name != "" and Path(name).is_dir()  # the path of no name is the folder one is in


def _downloaded(hub: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(hub, allow_patterns=list(FILES)))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise DownloadError(
            f"{hub} could not be fetched from the hub: {reason} "
            "Download it elsewhere and pass its folder."
        ) from error
