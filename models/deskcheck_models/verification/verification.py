"""One verification: what a subject answers, beside what transformers says of the same texts."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.verification.exercises import Answers, Exercises
from deskcheck_models.verification.filler import Filler
from deskcheck_models.verification.judge import Expectations, Expected, judged_rows
from deskcheck_models.verification.plan import Plan
from deskcheck_models.verification.row import Row
from deskcheck_models.verification.subject import Sample, Subject
from deskcheck_models.verification.text_checks import SYSTEM, text_rows
from deskcheck_models.verification.transformers_reference import (
    TransformersEngine,
    TransformersText,
)


class Verification:
    """Runs one plan.

    The subject is closed before transformers loads the weights, so that a machine need not hold
    them twice.
    """

    def __init__(
        self, plan: Plan, open_subject: Callable[[], Subject], *, restarts: bool = True
    ) -> None:
        """Read both tokenizers; raises MissingExtraError, or CheckpointError for a folder.

        `open_subject` may block: it is called in a thread, and once more where the subject
        `restarts`. A server that others use does not.
        """
        self._plan = plan
        self._open = open_subject
        self._restarts = restarts
        self._text = VerifierText.read(plan.folder, system=plan.system)
        self._theirs = TransformersText.read(plan.reference)

    async def rows(self, tell: Callable[[str], None]) -> tuple[Row, ...]:
        """The whole table; `tell` takes what is done next, for people who wait.

        Raises CheckpointError or EngineError where transformers cannot score, and whatever the
        subject raises.
        """
        tell("comparing text and token ids")
        texts = self._text_rows()
        tell("scoring with the engine")
        answers = await self._answers()
        tell("scoring each sequence alone with transformers, which takes longest")
        expected = await self._expected(answers)
        return (*texts, *judged_rows(answers, expected, self._plan))

    def _text_rows(self) -> tuple[Row, Row]:
        system = self._plan.system or SYSTEM
        bare = VerifierText.read(self._plan.folder)
        prompted = VerifierText.read(self._plan.folder, system=system)
        return text_rows(bare, prompted, self._theirs, system)

    async def _answers(self) -> Answers:
        async with self._asking() as ask:
            exercises = [
                await ask.lengths(),
                await ask.groups(),
                await ask.cached(),
                await ask.longest(),
                await ask.after_aborts(),
            ]
            built_in = await ask.built_in()
            golden = await ask.golden([one.sample for one in self._plan.golden])
        if self._restarts:
            async with self._asking() as ask:
                exercises.append(await ask.after_restart())
        return Answers(tuple(exercises), built_in, golden)

    async def _expected(self, answers: Answers) -> Expectations:
        """The logits and token counts of all samples, each scored once."""
        observed = (one for exercise in answers.compared for one in exercise.observed)
        samples = list(dict.fromkeys(one.sample for one in observed))
        ids = [self._ids(sample) for sample in samples]
        engine = await asyncio.to_thread(self._transformers)
        try:
            logits = await engine.score(TokenGroup((), tuple(ids)))
        finally:
            await engine.close()
        _refuse_no_numbers(logits, self._plan.reference)
        return {
            sample: Expected(logit.score, len(sequence))
            for sample, logit, sequence in zip(samples, logits, ids, strict=True)
        }

    def _ids(self, sample: Sample) -> tuple[int, ...]:
        text = self._theirs.render(sample.problem, sample.program, self._plan.system)
        return self._theirs.encode(text)

    def _transformers(self) -> TransformersEngine:
        return TransformersEngine.load(self._plan.reference, precision=self._plan.precision)

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[Exercises]:
        subject = await asyncio.to_thread(self._open)
        try:
            limit = await subject.max_tokens()
            yield Exercises(subject, Filler(self._text), self._plan.scope, limit)
        finally:
            await subject.close()


def _refuse_no_numbers(logits: Sequence[Logit], folder: Path) -> None:
    wrong = [logit.score for logit in logits if not math.isfinite(logit.score)]
    if wrong:
        raise CheckpointError(
            f"transformers scores {len(wrong)} of {len(logits)} sequences as {wrong[0]}: "
            f"the weights of {folder} are damaged; download them again"
        )
