"""Transformers as a peer: right-padded batches of whole sequences, in float32 on the CPU."""

import torch
from transformers import AutoModelForSequenceClassification

from deskcheck_models.checkpoints.checkpoint import Checkpoint
from deskcheck_models.engine import TokenGroup


class TransformersPeer:
    """The checkpoint in transformers. Needs the train extra; importing this file does too."""

    def __init__(self, checkpoint: Checkpoint, threads: int) -> None:
        """Load the weights; torch keeps to the number of threads."""
        torch.set_num_threads(threads)
        self._pad = checkpoint.pad_token_id
        self._model = AutoModelForSequenceClassification.from_pretrained(
            checkpoint.folder, dtype=torch.float32
        ).eval()

    def score(self, group: TokenGroup, batch_size: int) -> list[float]:
        """One logit per suffix; sequences are sorted by length to waste least on padding.

        No mask is given: attention is causal and padding comes last, so none is needed, and
        without one torch takes its faster attention.
        """
        sequences = [group.prefix + suffix for suffix in group.suffixes]
        order = sorted(range(len(sequences)), key=lambda index: len(sequences[index]))
        scores = [0.0] * len(sequences)
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            logits = self._logits([sequences[index] for index in batch])
            for index, logit in zip(batch, logits, strict=True):
                scores[index] = logit
        return scores

    def _logits(self, sequences: list[tuple[int, ...]]) -> list[float]:
        longest = max(map(len, sequences))
        padded = [[*sequence, *[self._pad] * (longest - len(sequence))] for sequence in sequences]
        with torch.inference_mode():
            logits = self._model(torch.tensor(padded)).logits
        return [float(logit) for logit in logits[:, 0]]
