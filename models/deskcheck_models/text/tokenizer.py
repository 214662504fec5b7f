"""Text pieces to token ids, with the checkpoint's own tokenizer.

Plain text is encoded by a copy of the tokenizer that knows no control tokens, so that nothing a
problem or a program contains can become one. Between control tokens the result equals that of the
whole text, which is checked once when the tokenizer is loaded.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.template import Piece
from deskcheck_models.text.word_tokens import WordTokens

Tokens = tuple[int, ...]

_HALVES = re.compile("[\ud800-\udfff]")  # of characters: no tokenizer takes them


class VerifierTokenizer:
    """The `tokenizer.json` of a checkpoint; raises CheckpointError where it cannot be served."""

    def __init__(self, description: str) -> None:
        try:
            whole = Tokenizer.from_str(description)
            record = json.loads(description)
        except Exception as error:
            raise CheckpointError(f"tokenizer.json cannot be read: {error}") from error
        added = record.get("added_tokens", [])
        _refuse_stripping(added)
        self._control = {token["content"]: int(token["id"]) for token in added}
        self._plain = Tokenizer.from_str(json.dumps({**record, "added_tokens": []}))
        for tokenizer in (whole, self._plain):
            tokenizer.no_truncation()
            tokenizer.no_padding()
        self._words = WordTokens.of(record, self._plain)
        self._check_pieces(whole)

    @classmethod
    def read(cls, file: Path) -> "VerifierTokenizer":
        """Load from a file; raises CheckpointError naming it."""
        try:
            return cls(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CheckpointError(_unreadable(file, error)) from error

    @property
    def control_tokens(self) -> frozenset[str]:
        """Every string that becomes one id before the text around it is looked at."""
        return frozenset(self._control)

    def encode(self, runs: Sequence[Sequence[Piece]]) -> list[tuple[Tokens, ...]]:
        """The ids of each piece of each run, in order; one call for all, to share the cores."""
        encoded = iter(self._encoded([p.text for run in runs for p in run if not p.control]))
        return [
            tuple((self._control[piece.text],) if piece.control else next(encoded) for piece in run)
            for run in runs
        ]

    def _encoded(self, texts: Sequence[str]) -> list[Tokens]:
        """The ids of plain texts: through their words where that is the same, else whole."""
        through_words = self._words.encode(texts) if self._words else [None] * len(texts)
        whole = [
            _written(text) for text, ids in zip(texts, through_words, strict=True) if ids is None
        ]
        # The fast form leaves out where tokens stand in the text, and so a quarter of the time.
        encoded = iter(self._plain.encode_batch_fast(whole, add_special_tokens=False))
        return [tuple(next(encoded).ids) if ids is None else ids for ids in through_words]

    def ends(self, text: str) -> list[int]:
        """Where each token of a plain text ends, counted in characters."""
        return [
            end for _, end in self._plain.encode(_written(text), add_special_tokens=False).offsets
        ]

    def _check_pieces(self, whole: Tokenizer) -> None:
        """Refuse tokenizers that look across control tokens: no text could be split at these."""
        for control in sorted(self._control)[:8]:
            run = (Piece("a b\n", False), Piece(control, True), Piece("\n\n  c", False))
            joined = "".join(piece.text for piece in run)
            ids = [token for piece in self.encode([run])[0] for token in piece]
            if ids != whole.encode(joined, add_special_tokens=False).ids:
                raise CheckpointError(
                    f"the tokenizer treats text next to {control!r} differently from text alone: "
                    "a problem's tokens could not be shared; serve this checkpoint another way"
                )


def _written(text: str) -> str:
    """The text as it would be written to a file: U+FFFD for each half of a character."""
    return _HALVES.sub("\ufffd", text)


def _unreadable(file: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return (
            f"{file} is missing: a verifier's folder holds config.json, model.safetensors, "
            "tokenizer.json and tokenizer_config.json"
        )
    return f"{file} cannot be read: {error}"


def _refuse_stripping(added: list[dict[str, object]]) -> None:
    for token in added:
        if token.get("lstrip") or token.get("rstrip"):
            raise CheckpointError(
                f"the control token {token.get('content')!r} swallows white space around it, "
                "which would change programs; set lstrip and rstrip to false in tokenizer.json"
            )
