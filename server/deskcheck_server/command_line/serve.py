"""`deskcheck serve`: the HTTP server, every setting a flag."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deskcheck_server.command_line import options

if TYPE_CHECKING:
    from deskcheck_server.settings import Settings

Host = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Address to listen on.", show_default="127.0.0.1"),
]
Port = Annotated[
    int | None, typer.Option(metavar="N", help="Port; 0 takes a free one.", show_default="8000")
]
Threads = Annotated[
    int | None,
    typer.Option(metavar="N", help="Threads of the embedded engine.", show_default="all cores"),
]
Precision = Annotated[
    Literal["float32", "bfloat16"] | None,
    typer.Option(help="Number format of the vllm engine.", show_default="what fits the machine"),
]
MaxTokens = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Longest sequence.", show_default="what the verifier was made for"
    ),
]
EngineArguments = Annotated[
    str | None,
    typer.Option(
        metavar="JSON",
        help="vLLM's own arguments as a JSON object, such as '{\"max_num_seqs\": 64}'.",
        show_default="what fits the machine",
    ),
]
Lora = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=FOLDER",
        help="LoRA adapter of the vllm engine, which requests name as model; may be repeated.",
    ),
]
Verified = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What `deskcheck verify --json` wrote of quantised weights."),
]
Canary = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="What `deskcheck canary` wrote of the verifier.",
        show_default="canary.json beside the weights",
    ),
]
SystemPromptFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The system prompt that the verifier was trained with."),
]
ShareDuplicates = Annotated[
    bool | None,
    typer.Option(
        "--share-duplicates/--no-share-duplicates",
        help="Whether the same program in several candidates is read once.",
        show_default="yes",
    ),
]
ScoreCacheEntries = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Scores kept for what comes again; 0 keeps none.", show_default="65536"
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Processes that extract programs.", show_default="all cores but one"
    ),
]
MaxBodyBytes = Annotated[
    int | None, typer.Option(metavar="N", help="Largest request body.", show_default="16777216")
]
MaxGroups = Annotated[
    int | None, typer.Option(metavar="N", help="Most groups in one request.", show_default="256")
]
MaxCandidates = Annotated[
    int | None, typer.Option(metavar="N", help="Most candidates in one group.", show_default="1024")
]
MaxCharacters = Annotated[
    int | None,
    typer.Option(metavar="N", help="Longest problem message or candidate.", show_default="1048576"),
]
MaxConnections = Annotated[
    int | None,
    typer.Option(metavar="N", help="Most connections at once.", show_default="16384"),
]
MaxPendingTokens = Annotated[
    int | None,
    typer.Option(metavar="N", help="Most tokens in work or waiting.", show_default="8388608"),
]
EngineTokens = Annotated[
    int | None,
    typer.Option(metavar="N", help="Tokens in the engine at once.", show_default="32768"),
]
OverloadStatus = Annotated[
    int | None,
    typer.Option(metavar="429|503", help="Status for too much work.", show_default="503"),
]
ApiKeyFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.toml",
        help="Keys that callers must show; a few may stand in DESKCHECK_API_KEYS instead.",
    ),
]
OpenMetrics = Annotated[
    bool | None,
    typer.Option(
        "--open-metrics/--closed-metrics",
        help="Whether /metrics is shown without a key.",
        show_default="closed",
    ),
]
CorsOrigins = Annotated[
    str | None,
    typer.Option(metavar="ORIGINS", help="Web origins whose pages may ask.", show_default="none"),
]
TlsCertificate = Annotated[
    Path | None, typer.Option(metavar="FILE.pem", help="Certificate chain, to serve HTTPS.")
]
TlsKey = Annotated[
    Path | None, typer.Option(metavar="FILE.pem", help="The certificate's private key.")
]
TimeoutSeconds = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", help="Longest time for one request.", show_default="120"),
]
DrainSeconds = Annotated[
    int | None,
    typer.Option(
        metavar="SECONDS", help="How long accepted requests may finish.", show_default="30"
    ),
]
DrainPauseSeconds = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        help="How long a stopping server still takes requests.",
        show_default="0",
    ),
]
EngineFailure = Annotated[
    Literal["restart", "exit"] | None,
    typer.Option(help="What follows the engine's death.", show_default="restart"),
]
Ray = Annotated[
    bool | None,
    typer.Option(
        "--ray/--no-ray",
        help="Serve on Ray: the cluster of RAY_ADDRESS, else this machine.",
        show_default="no",
    ),
]
Replicas = Annotated[
    int | None,
    typer.Option(metavar="N", help="Replicas on Ray, or the fewest.", show_default="1"),
]
MostReplicas = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Most replicas on Ray, by the tokens that are pending.",
        show_default="no more than --replicas",
    ),
]
FeedbackDatabase = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|URL",
        help="Keep rankings and reports of unit tests in this SQLite file or PostgreSQL database.",
        show_default="nothing is kept",
    ),
]
FeedbackDays = Annotated[
    int | None,
    typer.Option(metavar="N", help="Days that a reported group is kept.", show_default="90"),
]
FeedbackGroups = Annotated[
    int | None, typer.Option(metavar="N", help="Most groups kept.", show_default="100000")
]
TracesEndpoint = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="Collector that takes spans, OTLP over HTTP.", show_default="none"
    ),
]
TracesShare = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="Share of requests that are traced.", show_default="1"),
]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"] | None,
    typer.Option(help="Least severe log lines to write.", show_default="info"),
]
LogJson = Annotated[
    bool | None,
    typer.Option("--log-json/--log-text", help="How to write log lines.", show_default="text"),
]


def serve(
    context: typer.Context,
    config: options.Config = None,
    model: options.Model = None,
    engine: options.Engine = None,
    host: Host = None,
    port: Port = None,
    threads: Threads = None,
    precision: Precision = None,
    max_tokens: MaxTokens = None,
    engine_arguments: EngineArguments = None,
    lora: Lora = None,
    verified: Verified = None,
    canary: Canary = None,
    system_prompt_file: SystemPromptFile = None,
    share_duplicates: ShareDuplicates = None,
    score_cache_entries: ScoreCacheEntries = None,
    workers: Workers = None,
    max_body_bytes: MaxBodyBytes = None,
    max_groups: MaxGroups = None,
    max_candidates: MaxCandidates = None,
    max_characters: MaxCharacters = None,
    max_connections: MaxConnections = None,
    max_pending_tokens: MaxPendingTokens = None,
    engine_tokens: EngineTokens = None,
    overload_status: OverloadStatus = None,
    api_key_file: ApiKeyFile = None,
    open_metrics: OpenMetrics = None,
    cors_origins: CorsOrigins = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    timeout_seconds: TimeoutSeconds = None,
    drain_pause_seconds: DrainPauseSeconds = None,
    drain_seconds: DrainSeconds = None,
    engine_failure: EngineFailure = None,
    ray: Ray = None,
    replicas: Replicas = None,
    most_replicas: MostReplicas = None,
    feedback_database: FeedbackDatabase = None,
    feedback_days: FeedbackDays = None,
    feedback_groups: FeedbackGroups = None,
    traces_endpoint: TracesEndpoint = None,
    traces_share: TracesShare = None,
    log_level: LogLevel = None,
    log_json: LogJson = None,
) -> None:
    """Serve rankings over HTTP until SIGTERM or Ctrl-C.

    A flag overrides the environment (DESKCHECK_PORT and so on), which overrides the TOML file.
    """
    from deskcheck_server.command_line.model_errors import translated
    from deskcheck_server.settings import Settings

    # All flags alike: each has the name of its setting, and None where it was not given.
    flags = {name: value for name, value in context.params.items() if name != "config"}
    with translated():
        _run(Settings.read(config, **flags))


def _run(settings: "Settings") -> None:
    if settings.ray:
        from deskcheck_server.on_ray.serving import run
    else:
        from deskcheck_server.life.running import run
    run(settings)
