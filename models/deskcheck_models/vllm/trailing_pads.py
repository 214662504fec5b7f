"""Padding at the end of a sequence, which transformers' classifiers look past."""


def without_trailing_pads(sequence: tuple[int, ...], pad: int) -> tuple[int, ...]:
    """The sequence up to its last token that is no padding.

    transformers reads the score there, wherever the sequence ends; in a causal model what follows
    has no effect on it. A sequence of padding alone keeps its first token, which is what it reads
    then.
    """
    end = len(sequence)
    while end > 1 and sequence[end - 1] == pad:
        end -= 1
    return sequence[:end]
