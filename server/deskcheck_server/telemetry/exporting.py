"""From settings to tracing, or none. The only file that needs OpenTelemetry's SDK."""

from importlib.metadata import version
from importlib.util import find_spec

from deskcheck_models.errors import MissingExtraError
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.tracing import Tracing

PATH = "/v1/traces"  # where collectors take OTLP over HTTP
EXPORT_SECONDS = 5.0
LIBRARIES = ("opentelemetry.sdk", "opentelemetry.exporter")


def check_tracing(settings: Settings) -> None:
    """Look for the SDK where the settings need it, before a verifier takes minutes to load.

    Raises MissingExtraError without it.
    """
    if settings.traces_endpoint is None:
        return
    for name in LIBRARIES:
        if find_spec(name) is None:
            raise MissingExtraError(
                f"{name} is not installed, which traces_endpoint needs: "
                "pip install 'deskcheck[telemetry]'"
            )


def open_tracing(settings: Settings) -> Tracing | None:
    """Tracing to the collector that the settings name, None where they name none.

    Spans go in batches, in a thread; where the collector is down they are dropped. Raises
    MissingExtraError without the SDK.
    """
    check_tracing(settings)
    endpoint = settings.traces_endpoint
    if endpoint is None:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio

    named = {"service.name": "deskcheck", "service.version": version("deskcheck")}
    provider = TracerProvider(
        sampler=ParentBasedTraceIdRatio(settings.traces_share), resource=Resource.create(named)
    )
    exporter = OTLPSpanExporter(_whole(endpoint), timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)


def _whole(endpoint: str) -> str:
    address = endpoint.rstrip("/")
    return address if address.endswith(PATH) else address + PATH
