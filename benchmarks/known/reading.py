"""What a verifier is given of a text: the text itself, or the program that is found in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.known.item import Item, ScoredItem, split_scores
from benchmarks.testbed.scoring import Judged
from deskcheck_extraction import extract
from deskcheck_models.evaluation.labelled_groups import Question
from deskcheck_models.evaluation.scores import UNJUDGED, Wanted

NOTHING = float("-inf")


@dataclass(frozen=True, slots=True)
class Reading:
    """Texts as they stand have no language, so that no parser has a say, as in the originals.

    With `extracted`, what is read is what users get: the program of the answer, which comes after
    all others where its language's parser refuses it, and has no score where there is none.
    """

    language: str | None
    extracted: bool

    def wanted(self, items: Iterable[Item]) -> Wanted:
        """All programs that the items need."""
        wanted = Wanted()
        for item in items:
            for question, program in self._programs(item).values():
                wanted.add(question, [program])
        return wanted

    def scored(self, item: Item, judged: Judged) -> ScoredItem | None:
        """The item with its scores; None where the verifier was not asked or did not answer."""
        programs = self._programs(item)
        if not all(place in judged.verdicts for place in programs.values()):
            return None
        return split_scores(item, [self._score(programs, text, judged) for text in item.texts])

    def _score(
        self, programs: Mapping[str, tuple[Question, str]], text: str, judged: Judged
    ) -> float:
        if text not in programs:
            return NOTHING
        verdict = judged.verdicts[programs[text]]
        return NOTHING if verdict.valid is False else verdict.score

    def _programs(self, item: Item) -> dict[str, tuple[Question, str]]:
        """By text; without those that hold nothing to score."""
        found = {}
        for text in item.texts:
            language, program = self._read(text)
            if program.strip():
                found[text] = (Question(item.prompt, language), program)
        return found

    def _read(self, text: str) -> tuple[str, str]:
        if not self.extracted:
            return self.language or UNJUDGED, text
        extraction = extract(text, language=self.language)
        return extraction.language or UNJUDGED, extraction.program
