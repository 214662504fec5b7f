"""A run from files and verifiers to figures."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.errors import DataError
from benchmarks.testbed.earlier_result import earlier_signs
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.figures import Figures, McNemar, Seconds, VerifierFigures
from benchmarks.testbed.graded import Graded, read_graded
from benchmarks.testbed.grades import Grades, read_grades
from benchmarks.testbed.judge import Judge
from benchmarks.testbed.local_judge import LocalJudge
from benchmarks.testbed.material import Material, material
from benchmarks.testbed.mcnemar import mcnemar
from benchmarks.testbed.measuring import Measuring
from benchmarks.testbed.options import Options
from benchmarks.testbed.recorded_answers import answering_subject, write_lists
from benchmarks.testbed.remote_judge import RemoteJudge
from benchmarks.testbed.score_file import ScoreFile
from benchmarks.testbed.scoring import scored
from benchmarks.testbed.subject import Subject, scoring_subject
from benchmarks.testbed.writers import Writers
from deskcheck_models.evaluation.bootstrap import DRAWS
from deskcheck_models.stages import Stage
from deskcheck_models.training.labelled import LabelledDataError
from deskcheck_models.training.pairs.sources import source_files


class Run:
    """One run; `defects` names what was odd, `files` what was read."""

    def __init__(self, options: Options, stage: Stage) -> None:
        self.defects = Defects()
        self.files: list[Path] = []
        self._options = options
        self._stage = stage

    def figures(self) -> Figures:
        """Read, score and measure; raises TestbedError where nothing can be measured."""
        clock = _Clock()
        candidates = self._candidates()
        reading = clock.lap()
        made = self._material(candidates)
        building = clock.lap()
        subjects = self._subjects(made)
        scoring = sum(one.judged.seconds for one in subjects if one.judged)
        own = clock.lap() - scoring
        measured = self._measured(made, subjects)
        compared = self._compared(made, subjects)
        return Figures(
            made.sizes(),
            measured,
            compared,
            {"candidates": len(candidates), **self.defects.summary()},
            _seconds(reading, building, _costs(measured), own + clock.lap()),
        )

    def _candidates(self) -> list[Graded]:
        try:
            self.files = source_files([str(path) for path in self._options.data])
        except LabelledDataError as error:
            raise TestbedError(f"--data: {error}") from error
        grades = self._grades()
        advance = self._stage("read candidates", len(self.files))
        found: list[Graded] = []
        for path in self.files:
            found += read_graded([path], self.defects, grades)
            advance(1)
        if not found:
            counts = self.defects.counts()
            raise TestbedError(f"no candidate in {len(self.files)} files can be used: {counts}")
        return found

    def _grades(self) -> Grades:
        if self._options.grades is None:
            return {}
        try:
            return read_grades(self._options.grades, self.defects)
        except DataError as error:
            raise TestbedError(f"--grades: {error}") from error

    def _material(self, candidates: Sequence[Graded]) -> Material:
        options = self._options
        made = material(
            candidates,
            options.part,
            Writers.read(options.writers),
            options.effort,
            seed=options.seed,
            defects=self.defects,
            stage=self._stage,
        )
        if options.lists:
            write_lists(options.lists, {split.name: split.lists for split in made.splits})
        return made

    def _subjects(self, made: Material) -> list[Subject]:
        options = self._options
        subjects = [
            *(asyncio.run(self._local(model, made)) for model in options.models),
            *(asyncio.run(self._remote(url, made)) for url in options.urls),
            *(
                answering_subject(name, path, made.lists(), self.defects)
                for name, path in options.answers
            ),
        ]
        labels = [one.label for one in subjects]
        if len(set(labels)) < len(labels):
            raise TestbedError(f"two verifiers are called the same: {', '.join(labels)}")
        return subjects

    async def _local(self, model: str, made: Material) -> Subject:
        advance = self._stage(f"load {model}", 1)
        judge = LocalJudge.load(model, self._options.engine)
        advance(1)
        return await self._scored(judge, made)

    async def _remote(self, url: str, made: Material) -> Subject:
        return await self._scored(await RemoteJudge.connect(url), made)

    async def _scored(self, judge: Judge, made: Material) -> Subject:
        wanted = made.wanted()
        try:
            file = ScoreFile.open(self._options.scores, judge, self.defects)
            advance = self._stage(f"score with {judge.verifier}", len(wanted))
            judged = await scored(judge, wanted, file, self.defects, advance)
        finally:
            await judge.close()
        return scoring_subject(judge, judged, made.lists())

    def _measured(self, made: Material, subjects: Sequence[Subject]) -> tuple[VerifierFigures, ...]:
        advance = self._stage("measure", len(subjects))
        measuring = Measuring(made, seed=self._options.seed)
        found = []
        for subject in subjects:
            found.append(measuring.figures(subject))
            advance(1)
        return tuple(found)

    def _compared(self, made: Material, subjects: Sequence[Subject]) -> tuple[McNemar, ...]:
        sizes = made.sizes()
        earlier = [earlier_signs(path, sizes, self.defects) for path in self._options.against]
        return tuple(self._tests(made, subjects, earlier))

    def _tests(
        self,
        made: Material,
        subjects: Sequence[Subject],
        earlier: Sequence[dict[str, dict[str, str]]],
    ) -> Iterator[McNemar]:
        for split in made.splits:
            signs = {one.label: one.signs(split.lists) for one in subjects}
            for result in earlier:
                signs |= result.get(split.name, {})
            problems = [one.problem_id for one in split.lists]
            yield from mcnemar(split.name, signs, problems, draws=DRAWS, seed=self._options.seed)


def _costs(measured: Sequence[VerifierFigures]) -> float:
    """Seconds of scoring, by this run or the one that kept the scores."""
    return sum(one.cost.seconds for one in measured if one.cost)


def _seconds(reading: float, building: float, scoring: float, figures: float) -> Seconds:
    own = reading + building + figures
    return Seconds(
        round(reading, 3),
        round(building, 3),
        round(scoring, 3),
        round(figures, 3),
        round(own / (own + scoring), 4),
    )


class _Clock:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self._last = perf_counter()

    def lap(self) -> float:
        now = perf_counter()
        seconds, self._last = now - self._last, now
        return seconds
