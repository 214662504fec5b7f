"""Whether the server takes requests now, and why not."""

from enum import StrEnum

from deskcheck_models.engine import Engine
from deskcheck_models.errors import EngineEndedError
from deskcheck_server.errors import StartingError, StoppingError


class State(StrEnum):
    """Where the server is in its life."""

    STARTING = "starting"
    READY = "ready"
    ENGINE_DOWN = "engine_down"
    STOPPING = "stopping"


class Readiness:
    """The state of one server, changed by its life cycle alone."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._stopping = False

    @property
    def state(self) -> State:
        """The state now: an engine that dies or comes back changes it at once."""
        if self._stopping:
            return State.STOPPING
        if self._engine is None:
            return State.STARTING
        return State.READY if self._engine.alive else State.ENGINE_DOWN

    def started(self, engine: Engine) -> None:
        """Requests are taken from now on, while the engine lives."""
        self._engine = engine

    def stopping(self) -> None:
        """Leave the load balancer: no new requests are wanted, accepted ones are finished."""
        self._stopping = True

    def check(self) -> None:
        """Raises StartingError, StoppingError or EngineEndedError where the server is not ready."""
        match self.state:
            case State.STARTING:
                raise StartingError("the server is starting: ask another one, or later")
            case State.STOPPING:
                raise StoppingError("the server is stopping: ask another one")
            case State.ENGINE_DOWN:
                raise EngineEndedError("the engine has ended: ask another server, or later")
            case State.READY:
                return
