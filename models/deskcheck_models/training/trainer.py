"""The two phases of training: next-token prediction, then comparisons. Uses torch.

Weights are float32; products run in bfloat16 where the machine has it. Every phase writes its state
every few minutes and resumes from it, the data order being a function of the seed and the step
alone. What a phase leaves is the running mean of its weights.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from deskcheck_models.engine import TokenGroup
from deskcheck_models.errors import ModelError
from deskcheck_models.training.base import language_model
from deskcheck_models.training.draws import Drawn, Draws
from deskcheck_models.training.grouped_attention import hidden_states, lay_out
from deskcheck_models.training.losses import Cost, Readout, comparison_cost
from deskcheck_models.training.recipe import Phase, Recipe
from deskcheck_models.training.training_log import Figures, TrainingLog

GRADIENT_LIMIT = 1.0


class StateError(ModelError):
    """The state of a run cannot be written or read; the message names file and remedy."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """One step: how many tokens it saw, and its figures."""

    tokens: int
    figures: Figures


class Trainer:
    """Trains one model in one folder."""

    def __init__(
        self, model: Any, recipe: Recipe, folder: Path, log: TrainingLog, device: str = "cpu"
    ) -> None:
        self._model = model.to(device)
        self._recipe = recipe
        self._folder = folder
        self._log = log
        self._device = device

    def learn_language(self, windows: Sequence[Sequence[int]]) -> None:
        """Next-token prediction over packed windows, with the embedding as the output layer."""
        reading = self._recipe.reading
        data = torch.tensor(windows, dtype=torch.long)
        chance = torch.Generator().manual_seed(self._recipe.seed)
        order = torch.randperm(len(data), generator=chance)
        size = reading.windows_per_step

        def step(number: int) -> Stepped:
            places = torch.arange(number * size, (number + 1) * size) % len(order)
            batch = data[order[places]].to(self._device)
            with self._autocast():
                # Windows are programs of an empty problem: each is read by itself.
                groups = [TokenGroup((), (tuple(one.tolist()),)) for one in batch]
                hidden = hidden_states(self._model.base_model, lay_out(groups, self._device))
                logits = hidden @ self._model.get_input_embeddings().weight.T
            logits = logits.unflatten(0, batch.shape)[:, :-1].flatten(0, 1).float()
            loss = cross_entropy(logits, batch[:, 1:].flatten())
            loss.backward()
            return Stepped(batch.numel(), {"loss": float(loss.detach())})

        steps = reading.phase.tokens // (size * data.shape[1])
        self._run("language", self._model, reading.phase, steps, step)

    def learn_comparison(self, draws: Draws, validation: Sequence[Drawn] = ()) -> None:
        """Bradley-Terry over groups; `validation` is measured a few times on the way."""
        advice = torch.nn.Linear(self._model.config.hidden_size, 1).to(self._device)
        both = torch.nn.ModuleDict({"model": self._model, "advice": advice})
        recipe = self._recipe

        def step(number: int) -> Stepped:
            first = number * recipe.groups_per_step
            drawn = [draws(first + place) for place in range(recipe.groups_per_step)]
            return self._compared(drawn, advice, number)

        def report() -> Figures:
            return {"valid_accuracy": self.accuracy(validation)} if validation else {}

        per_step = draws.mean_length() * recipe.groups_per_step
        steps = max(1, round(recipe.comparison.tokens / per_step))
        self._run("comparison", both, recipe.comparison, steps, step, report)

    def accuracy(self, validation: Sequence[Drawn]) -> float:
        """Share of preferences that the model agrees with, the mean over groups; a tie is half."""
        with torch.no_grad():
            each = [_agreed(self.scores(one.tokens), one) for one in validation]
        return round(sum(each) / len(each), 4)

    def scores(self, group: TokenGroup) -> list[float]:
        """Raw logits of one group, without gradients."""
        with torch.no_grad(), self._autocast():
            layout = lay_out([group], self._device)
            hidden = hidden_states(self._model.base_model, layout).float()
        with torch.no_grad():
            return [float(self._model.score(hidden[one.stop - 1])) for one in layout.programs[0]]

    def write(self, folder: Path) -> None:
        """Write weights and configuration in the Hugging Face layout."""
        self._model.save_pretrained(folder)

    def write_language_model(self, folder: Path) -> None:
        """Write what the first phase left as a language model, its output layer the embedding."""
        language_model(self._model).save_pretrained(folder)

    def _compared(self, drawn: Sequence[Drawn], advice: Any, number: int) -> Stepped:
        at_once = self._recipe.groups_at_once
        parts = [drawn[place : place + at_once] for place in range(0, len(drawn), at_once)]
        loss = accuracy = 0.0
        for part in parts:
            share = len(part) / len(drawn)
            cost = self._cost(part, advice, self._recipe.seed + number)
            (cost.loss * share).backward()
            loss += float(cost.loss.detach()) * share
            accuracy += cost.accuracy * share
        tokens = sum(one.length for one in drawn)
        return Stepped(tokens, {"loss": loss, "pair_accuracy": accuracy})

    def _cost(self, drawn: Sequence[Drawn], advice: Any, seed: int) -> Cost:
        layout = lay_out([one.tokens for one in drawn], self._device)
        with self._autocast():
            hidden = hidden_states(self._model.base_model, layout)
        scores = self._model.score(hidden.float())[:, 0]
        readout = Readout(layout, hidden, scores, advice(hidden.float())[:, 0])
        embeddings = self._model.get_input_embeddings().weight
        return comparison_cost(readout, drawn, self._recipe.losses, embeddings, seed)

    def _autocast(self) -> torch.autocast:
        return torch.autocast(
            self._device, dtype=torch.bfloat16, enabled=has_bfloat16(self._device)
        )

    def _run(
        self,
        name: str,
        model: torch.nn.Module,
        phase: Phase,
        steps: int,
        step: Callable[[int], Stepped],
        report: Callable[[], Figures] = dict,
    ) -> None:
        state = State(self._folder / f"{name}.pt", model, phase, self._recipe.averaging)
        reports = max(1, steps // self._recipe.reports)
        saved = time.monotonic()
        model.train()
        for number in range(state.resume(), steps):
            stepped = step(number)
            state.descend(learning_rate(phase, number, steps))
            self._log.add(name, number + 1, steps, stepped.tokens, stepped.figures)
            if time.monotonic() - saved > self._recipe.save_minutes * 60:
                state.save(number + 1)
                saved = time.monotonic()
            if (number + 1) % reports == 0 and (figures := report()):
                self._log.note(name, number + 1, steps, figures)
        state.save(steps)
        state.take_mean()


class State:
    """Weights, their running mean and the optimizer of one phase, and the file that holds them."""

    def __init__(self, file: Path, model: torch.nn.Module, phase: Phase, averaging: float) -> None:
        self._file = file
        self._model = model
        self._averaging = averaging
        self._optimizer = torch.optim.AdamW(
            [
                {"params": [one for one in model.parameters() if one.ndim > 1]},
                {
                    "params": [one for one in model.parameters() if one.ndim < 2],
                    "weight_decay": 0.0,
                },
            ],
            lr=phase.learning_rate,
            weight_decay=phase.weight_decay,
            betas=(0.9, 0.98),
        )
        self._mean = {name: one.detach().clone() for name, one in model.named_parameters()}
        self._descents = 0

    def resume(self) -> int:
        """Take up the file's state, if there is one; returns the step to go on with."""
        if not self._file.exists():
            return 0
        try:
            saved = torch.load(self._file, weights_only=True)
            self._model.load_state_dict(saved["model"])
            self._optimizer.load_state_dict(saved["optimizer"])
            self._mean = saved["mean"]
        except (RuntimeError, KeyError, ValueError, EOFError, OSError, UnpicklingError) as error:
            reason = str(error).partition("\n")[0]
            raise StateError(
                f"{self._file} does not belong to this run ({reason:.200}): "
                "delete it to start the phase again, or give another folder"
            ) from error
        self._descents = int(saved["step"])
        return self._descents

    def descend(self, rate: float) -> None:
        """One step down the gradients, which are cleared, and of the running mean."""
        for settings in self._optimizer.param_groups:
            settings["lr"] = rate
        clip_grad_norm_(self._model.parameters(), GRADIENT_LIMIT)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._descents += 1
        kept = min(self._averaging, (1 + self._descents) / (10 + self._descents))
        for name, one in self._model.named_parameters():
            self._mean[name].lerp_(one.detach(), 1.0 - kept)

    def save(self, step: int) -> None:
        """Write the state. Raises StateError on a full disk; the last whole state stays."""
        # Written beside and renamed, so that a kill leaves the last whole state in place.
        beside = self._file.with_suffix(".partial")
        state = {
            "model": self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "mean": self._mean,
            "step": step,
        }
        try:
            torch.save(state, beside)
        except (OSError, RuntimeError) as error:
            beside.unlink(missing_ok=True)
            raise StateError(
                f"{beside} cannot be written ({error}): make room on the disk and give the same "
                "command again, it goes on from the last state"
            ) from error
        beside.replace(self._file)

    def take_mean(self) -> None:
        """Put the running mean into the model."""
        with torch.no_grad():
            for name, one in self._model.named_parameters():
                one.copy_(self._mean[name])


def is_usable(device: str) -> bool:
    """Whether this machine can compute there."""
    return device == "cpu" or torch.cuda.is_available()


def has_bfloat16(device: str) -> bool:
    """Whether products in bfloat16 are worth it there."""
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported())
    return bool(
        torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    )


def learning_rate(phase: Phase, number: int, steps: int) -> float:
    """Linear warm-up, then a cosine down to the floor."""
    warm = max(1, round(phase.warm_up * steps))
    if number < warm:
        return phase.learning_rate * (number + 1) / warm
    done = (number - warm) / max(1, steps - warm)
    return phase.learning_rate * (
        phase.floor + (1 - phase.floor) * (1 + math.cos(math.pi * done)) / 2
    )


def _agreed(scores: Sequence[float], drawn: Drawn) -> float:
    margins = [scores[above] - scores[below] for above, below in drawn.preferences]
    return sum((one > 0) + 0.5 * (one == 0) for one in margins) / len(margins)
