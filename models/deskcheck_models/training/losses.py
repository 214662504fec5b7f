"""What a comparison costs, group by group. Uses torch.

Bradley-Terry as in InstructGPT (arXiv 2203.02155, section 3.5): minus log sigmoid of the margin, or
the cross-entropy with a softer label where an adviser has one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, smooth_l1_loss

from deskcheck_models.training.draws import Drawn
from deskcheck_models.training.grouped_attention import Layout
from deskcheck_models.training.recipe import Losses

READ_SHARE = 2  # one of so many tokens is predicted by the language loss


@dataclass(frozen=True, slots=True)
class Readout:
    """What the heads of a model say of every token of some groups."""

    layout: Layout
    hidden: torch.Tensor  # [tokens, width]
    scores: torch.Tensor  # [tokens]; the last one of a program is its score
    advice: torch.Tensor  # [tokens]; what the adviser would say up to here


@dataclass(frozen=True, slots=True)
class Cost:
    """The loss to descend, and the share of preferences that the scores agree with."""

    loss: torch.Tensor
    accuracy: float


def comparison_cost(
    readout: Readout, drawn: Sequence[Drawn], weights: Losses, embeddings: torch.Tensor, seed: int
) -> Cost:
    """The weighted losses of some groups, the mean over groups."""
    each = [
        _group_cost(readout, number, one, weights, embeddings, seed)
        for number, one in enumerate(drawn)
    ]
    loss = torch.stack([one.loss for one in each]).mean()
    return Cost(loss, sum(one.accuracy for one in each) / len(each))


def _group_cost(
    readout: Readout,
    number: int,
    drawn: Drawn,
    weights: Losses,
    embeddings: torch.Tensor,
    seed: int,
) -> Cost:
    programs = readout.layout.programs[number]
    last = torch.stack([readout.scores[one.stop - 1] for one in programs])
    odds = torch.tensor(drawn.odds, device=last.device)
    margins, labels = _margins(last, drawn), _labels(odds, drawn, weights)
    loss = binary_cross_entropy_with_logits(margins, labels)
    if weights.centre:
        loss = loss + weights.centre * centre(last, drawn)
    if weights.average:
        mean = torch.stack([readout.scores[one].mean() for one in programs])
        loss = loss + weights.average * binary_cross_entropy_with_logits(
            _margins(mean, drawn), labels
        )
    if weights.adviser:
        loss = loss + weights.agreement * agreement(last, odds, drawn)
        loss = loss + weights.advice * _advice_cost(readout, programs, drawn)
    if weights.language:
        chance = torch.Generator().manual_seed(seed + number)
        loss = loss + weights.language * _language_cost(
            readout, programs, drawn, embeddings, chance
        )
    return Cost(loss, float((margins.detach() > 0).float().mean()))


def _margins(scores: torch.Tensor, drawn: Drawn) -> torch.Tensor:
    above, below = _places(drawn, scores.device)
    return scores[above] - scores[below]


def _places(drawn: Drawn, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    above, below = zip(*drawn.preferences, strict=True)
    return torch.tensor(above, device=device), torch.tensor(below, device=device)


def _labels(odds: torch.Tensor, drawn: Drawn, weights: Losses) -> torch.Tensor:
    """1 for what is preferred; with an adviser who knows both programs, partly what he believes."""
    above, below = _places(drawn, odds.device)
    if not weights.adviser:
        return torch.ones(len(above), device=odds.device)
    believed = torch.sigmoid(odds[above] - odds[below])
    softened = weights.label + (1.0 - weights.label) * believed
    return torch.where(believed.isnan(), 1.0, softened)


def bradley_terry(scores: torch.Tensor, drawn: Drawn) -> torch.Tensor:
    """Mean over preferences of -log sigmoid(score above - score below)."""
    margins = _margins(scores, drawn)
    return binary_cross_entropy_with_logits(margins, torch.ones_like(margins))


def centre(scores: torch.Tensor, drawn: Drawn) -> torch.Tensor:
    """Mean over preferences of the squared sum of both scores (arXiv 2312.09244, section 2)."""
    above, below = _places(drawn, scores.device)
    return (scores[above] + scores[below]).square().mean()


def agreement(scores: torch.Tensor, odds: torch.Tensor, drawn: Drawn) -> torch.Tensor:
    """Cross-entropy with the adviser's beliefs about programs of which neither is preferred."""
    above, below = torch.triu_indices(len(scores), len(scores), 1, device=scores.device)
    decided = torch.zeros(len(scores), len(scores), dtype=torch.bool, device=scores.device)
    decided[_places(drawn, scores.device)] = True
    believed = torch.sigmoid(odds[above] - odds[below])
    open_pairs = ~(decided | decided.T)[above, below] & ~believed.isnan()
    if not open_pairs.any():
        return scores.sum() * 0.0
    margins = (scores[above] - scores[below])[open_pairs]
    return binary_cross_entropy_with_logits(margins, believed[open_pairs])


def _advice_cost(readout: Readout, programs: tuple[slice, ...], drawn: Drawn) -> torch.Tensor:
    """Mean Huber distance of what is predicted at every token from the adviser's running score."""
    advised = [
        (readout.advice[place], torch.tensor(advice, device=readout.advice.device))
        for place, advice in zip(programs, drawn.advice, strict=True)
        if advice
    ]
    if not advised:
        return readout.advice.sum() * 0.0
    predicted, wanted = (torch.cat(side) for side in zip(*advised, strict=True))
    return smooth_l1_loss(predicted, wanted)


def _language_cost(
    readout: Readout,
    programs: tuple[slice, ...],
    drawn: Drawn,
    embeddings: torch.Tensor,
    chance: torch.Generator,
) -> torch.Tensor:
    """Next-token prediction at some tokens of the programs that are preferred to others."""
    tokens = readout.layout.tokens[0]
    places = torch.cat(
        [
            _some(programs[place], chance).to(tokens.device)
            for place in sorted({above for above, _ in drawn.preferences})
        ]
    )
    logits = readout.hidden[places] @ embeddings.T.to(readout.hidden.dtype)
    return cross_entropy(logits.float(), tokens[places + 1])


def _some(program: slice, chance: torch.Generator) -> torch.Tensor:
    length = program.stop - program.start
    some = torch.randint(0, max(length - 1, 1), (max(1, length // READ_SHARE),), generator=chance)
    return some + program.start
