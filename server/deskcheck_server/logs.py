"""Structured log lines, uvicorn's own included; none holds what a caller sent."""

import logging
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import TextIO

import structlog
from opentelemetry.trace import format_trace_id, get_current_span
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

ADOPTED = ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")
CALLERS_FAULTS = ("Invalid HTTP request", "Unsupported upgrade", "No supported WebSocket")
FRAMES = 8  # of a traceback: the innermost


def open_log(stream: TextIO, *, level: str, as_json: bool) -> BoundLogger:
    """A logger that writes to the stream; touches no other logger."""
    logger = logging.Logger("deskcheck", level.upper())
    logger.addHandler(_handler(stream, as_json))
    log: BoundLogger = structlog.wrap_logger(
        logger,
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
    )
    return log


def adopt_libraries(stream: TextIO, *, level: str, as_json: bool) -> None:
    """Send what uvicorn and asyncio log the same way; for the process that is a server."""
    for name in ADOPTED:
        logger = logging.getLogger(name)
        logger.handlers = [_handler(stream, as_json)]
        logger.addFilter(_is_no_callers_fault)
        logger.propagate = False
        logger.setLevel(level.upper())


def _is_no_callers_fault(record: logging.LogRecord) -> bool:
    """Whoever sends what is no HTTP is told so, and cannot fill the log with it."""
    return not str(record.msg).startswith(CALLERS_FAULTS)


def place_of(error: BaseException) -> list[str]:
    """Where an error was raised, innermost last: files, lines, functions; without its message."""
    return _frames(error.__traceback__)


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _shared() -> Sequence[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _with_trace,
        _without_text,
        _in_order,
    ]


def _with_trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    context = get_current_span().get_span_context()
    return {**event, "trace": format_trace_id(context.trace_id)} if context.is_valid else event


def _without_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """An exception is told by type and place: its message may quote a candidate."""
    told = event.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else told
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = place_of(error)
    return event


def _in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    first = {name: event.pop(name) for name in ("time", "level", "event") if name in event}
    return {**first, **event}


def _handler(stream: TextIO, as_json: bool) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[ProcessorFormatter.remove_processors_meta, _renderer(stream, as_json)],
        )
    )
    return handler


def _renderer(stream: TextIO, as_json: bool) -> Processor:
    if as_json:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(),
        timestamp_key="time",
        exception_formatter=structlog.dev.plain_traceback,
    )
