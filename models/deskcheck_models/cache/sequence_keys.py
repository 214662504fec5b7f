"""Short keys for long sequences: what a score cache looks up."""

import struct
from collections.abc import Sequence
from hashlib import blake2b

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import EngineError

KEY_BYTES = 16  # among 2**32 sequences the chance that any two share a key is below 2**-64


class SequenceKeys:
    """BLAKE2b (RFC 7693) of the token ids, keyed by the revision of the model."""

    def __init__(self, revision: str) -> None:
        self._start = blake2b(key=blake2b(revision.encode()).digest(), digest_size=KEY_BYTES)

    def of(self, group: TokenGroup) -> list[bytes]:
        """One key per suffix, whatever part of its sequence is the prefix.

        Raises EngineError for an id that does not fit 32 bits.
        """
        shared = self._start.copy()
        shared.update(_packed(group.prefix))
        keys = []
        for suffix in group.suffixes:
            whole = shared.copy()
            whole.update(_packed(suffix))
            keys.append(whole.digest())
        return keys


def _packed(tokens: Sequence[int]) -> bytes:
    try:
        return struct.pack(f"{len(tokens)}i", *tokens)
    except struct.error as error:
        raise EngineError(
            f"token id {max(tokens, key=abs)} does not fit 32 bits; "
            "use the tokenizer of the verifier's folder"
        ) from error
