"""The errors of this package.

* ModelError
  + CheckpointError    the folder is no verifier that can be served; names what is missing
    - SelfCheckError   the verifier does not read or score as it must
    - DownloadError    the hub did not hand the files out; later may work
  + EngineArgumentError  an argument for vLLM is unknown or would change scores
  + EngineError        the forward pass failed
    - EngineEndedError the engine died or was closed: only another one can score
  + ProblemError       the problem cannot be rendered (no user turn, an unknown role, nothing in it)
  + TooLongError       a sequence is longer than the verifier reads
  + MissingExtraError  a library of an extra is not installed; names the extra
  + ExtractionError    extraction workers do not start, or are closed
  + BusyError          more groups wait than are taken at once; later may work
"""


class ModelError(Exception):
    """Root of all errors that this package raises on purpose."""


class CheckpointError(ModelError):
    """The checkpoint cannot be served; the message names the file, the value and the remedy."""


class SelfCheckError(CheckpointError):
    """The verifier does not read or score as it must; the message names what is wrong."""


class DownloadError(CheckpointError):
    """The hub did not hand the verifier's files out; another time or another way it may."""


class EngineArgumentError(ModelError):
    """An argument for the engine is unknown, has a wrong value, or would change scores."""


class EngineError(ModelError):
    """The engine could not score."""


class EngineEndedError(EngineError):
    """The engine died or was closed, and never scores again; one that is loaded anew may."""


class ProblemError(ModelError):
    """The problem cannot be rendered for the verifier."""


class TooLongError(ModelError):
    """A sequence is longer than the verifier reads."""


class MissingExtraError(ModelError):
    """A library is not installed; the message names the extra that brings it."""


class ExtractionError(ModelError):
    """Extraction cannot run: its workers do not start, or it was closed."""


class BusyError(ModelError):
    """More groups wait than are taken at once; sending again later may work."""
