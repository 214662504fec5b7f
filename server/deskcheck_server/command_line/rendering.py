"""What a verifier reads for one candidate: text, pieces and token ids."""

from dataclasses import dataclass

from deskcheck_models.extractor import extract_group
from deskcheck_models.group import Group
from deskcheck_models.text.template import Piece
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.verifier import Verifier
from deskcheck_server.command_line.errors import UnscoredError
from deskcheck_server.command_line.model_errors import translated
from deskcheck_server.command_line.texts import read_text
from deskcheck_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Rendering:
    """The pieces of the text, each with its token ids; the first `shared` are the group's."""

    model: str
    program: str
    pieces: tuple[tuple[Piece, Tokens], ...]
    shared: int

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece, _ in self.pieces)

    @property
    def token_ids(self) -> Tokens:
        """The whole sequence."""
        return tuple(token for _, tokens in self.pieces for token in tokens)

    @property
    def shared_tokens(self) -> int:
        """Tokens that all candidates of the problem share."""
        return sum(len(tokens) for _, tokens in self.pieces[: self.shared])


def find_verifier(settings: Settings) -> Verifier:
    """The verifier of the settings, without its weights; raises UnavailableError, InputError."""
    file = settings.system_prompt_file
    system = read_text(str(file), "system prompt") if file else None
    with translated():
        return Verifier.find(settings.model, system=system)


def rendered(verifier: Verifier, group: Group) -> Rendering:
    """How the verifier reads the only candidate of the group.

    Raises UnscoredError for a problem that cannot be read, and where no verifier would be asked.
    """
    (extraction,) = extract_group(group)
    if extraction.valid is False:
        raise UnscoredError(
            f"the verifier does not read this candidate: {extraction.reason}; "
            "see what `deskcheck extract` says of it"
        )
    with translated():
        text = verifier.text.render(group.problem, [extraction.program])
        encoded = verifier.text.encode(text)
    pieces = (*text.head, *text.tails[0])
    tokens = (*encoded.head, *encoded.tails[0])
    paired = tuple(zip(pieces, tokens, strict=True))
    return Rendering(verifier.name, extraction.program, paired, len(text.head))
