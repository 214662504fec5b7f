"""All that can be set: flags come first, then environment, a TOML file, and defaults."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from deskcheck_models.usable_cores import usable_cores
from deskcheck_server.access.keys import fault_of, parts
from deskcheck_server.errors import SettingsError
from deskcheck_server.settings.faults import alone, contradiction, misplaced, refuse_truth, told
from deskcheck_server.settings.json_object import JsonObject
from deskcheck_server.settings.named_folders import NamedFolders
from deskcheck_server.settings.sources import (
    PREFIX,
    refuse_unknown,
    refuse_unknown_variables,
    written,
)

ENDPOINT = re.compile(r"https?://[^\s]+")
ORIGIN = re.compile(r"\*|https?://[^\s/*,]+")


def _as_number(given: object) -> object:
    return int(given) if isinstance(given, str) and given in ("429", "503") else given


OverloadStatus = Annotated[Literal[429, 503], BeforeValidator(_as_number)]


def _spare_cores() -> int:
    return max(usable_cores() - 1, 1)


class Settings(BaseSettings):
    """The settings of one server; most callers use `read`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 for all.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one."
    )
    model: str = Field(
        default="deskcheck-nano",
        min_length=1,
        description="Verifier: a name of the catalogue, a folder, or a Hugging Face hub id.",
    )
    engine: Literal["embedded", "vllm", "fake"] = Field(
        default="embedded",
        description="What runs it: embedded (CPU), vllm, or fake (no model, for tests).",
    )
    threads: int | None = Field(
        default=None, ge=1, description="Threads of the embedded engine; all cores if left out."
    )
    precision: Literal["float32", "bfloat16"] | None = Field(
        default=None, description="Number format of the vllm engine; fits the machine if left out."
    )
    max_tokens: int | None = Field(
        default=None,
        ge=1,
        description="Longest sequence; what the verifier was made for if left out.",
    )
    engine_arguments: JsonObject = Field(
        default_factory=dict,
        description="vLLM's own arguments by their names; what changes scores is refused.",
    )
    lora: NamedFolders = Field(
        default_factory=dict,
        description="LoRA adapters of engine vllm by the names that requests give as model.",
    )
    verified: Path | None = Field(
        default=None,
        description="What `deskcheck verify --json` wrote of quantised weights, for engine vllm.",
    )
    canary: Path | None = Field(
        default=None,
        description="What `deskcheck canary` wrote of the verifier; canary.json beside its weights "
        "if left out.",
    )
    system_prompt_file: Path | None = Field(
        default=None,
        description="The system prompt that the verifier was trained with, as a UTF-8 file.",
    )
    share_duplicates: bool = Field(
        default=True,
        description="Whether the same program in several candidates of a group is read once.",
    )
    score_cache_entries: int = Field(
        default=65_536,
        ge=0,
        description="Scores kept in memory for sequences that come again; 0 keeps none.",
    )
    workers: int = Field(
        default_factory=_spare_cores,
        ge=0,
        description="Processes that extract programs; 0 extracts in the server's own process.",
    )
    max_body_bytes: int = Field(
        default=16 * 2**20, ge=1024, description="Largest request body in bytes."
    )
    max_groups: int = Field(default=256, ge=1, description="Most groups in one request.")
    max_candidates: int = Field(default=1024, ge=1, description="Most candidates in one group.")
    max_characters: int = Field(
        default=2**20, ge=1, description="Longest problem message or candidate."
    )
    max_connections: int | None = Field(
        default=None,
        ge=1,
        description="Most connections at once; beyond it, those without a request in work are "
        "closed. 16384 if left out, or what the limit of open files allows.",
    )
    max_pending_tokens: int = Field(
        default=2**23,
        ge=1,
        description="Most tokens in work or waiting, of interactive and of bulk work each; beyond "
        "it, overload_status.",
    )
    engine_tokens: int = Field(
        default=2**15,
        ge=1,
        description="Tokens in the engine at once; beyond it groups wait in line, which keeps the "
        "wait of the next one short.",
    )
    overload_status: OverloadStatus = Field(
        default=503,
        description="Status for too much work: 503, or 429 for callers that come again after that.",
    )
    api_keys: SecretStr | None = Field(
        default=None,
        description="Keys that callers may show, separated by commas; better in the environment.",
    )
    api_key_file: Path | None = Field(
        default=None,
        description="TOML file with a table for each key (key, requests_per_second, priority); "
        "read again when it changes.",
    )
    open_metrics: bool = Field(
        default=False, description="Whether /metrics is shown without a key."
    )
    cors_origins: str | None = Field(
        default=None,
        description="Web origins whose pages may ask, separated by commas, or *; none if left out.",
    )
    tls_certificate: Path | None = Field(
        default=None, description="PEM file of the certificate chain, to serve HTTPS."
    )
    tls_key: Path | None = Field(
        default=None, description="PEM file of the certificate's private key, without a password."
    )
    timeout_seconds: float = Field(
        default=120.0,
        gt=0,
        allow_inf_nan=False,
        description="Longest time for one request, which may ask for less; then 504.",
    )
    drain_pause_seconds: float = Field(
        default=0.0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="How long a stopping server takes requests as ever, until the load balancer "
        "has seen in /readyz that it leaves.",
    )
    drain_seconds: int = Field(
        default=30,
        ge=0,
        description="How long it then lets accepted requests finish; the process ends at most 25 "
        "seconds later.",
    )
    engine_failure: Literal["restart", "exit"] = Field(
        default="restart",
        description="After the engine's death: restart it, waiting longer each time, or exit with "
        "status 3 for a supervisor.",
    )
    ray: bool = Field(
        default=False, description="Serve on Ray, on one machine or several, with replicas."
    )
    replicas: int = Field(default=1, ge=1, description="Replicas on Ray, or the fewest of them.")
    most_replicas: int | None = Field(
        default=None,
        ge=1,
        description="Most replicas on Ray: between the two, one for each engine_tokens pending.",
    )
    feedback_database: SecretStr | None = Field(
        default=None,
        description="Where rankings and reports of unit tests are kept: a SQLite file, or a "
        "postgresql:// URL; nothing is kept if left out. A password is better in the environment.",
    )
    feedback_days: int = Field(
        default=90, ge=1, description="How long a group is kept after its last report."
    )
    feedback_groups: int = Field(
        default=100_000, ge=1, description="Most groups kept; beyond it the oldest go."
    )
    traces_endpoint: str | None = Field(
        default=None,
        description="Where spans are sent: an OpenTelemetry collector that takes OTLP over HTTP, "
        "such as http://127.0.0.1:4318; none are made if left out.",
    )
    traces_share: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="Share of requests that are traced, of those whose caller does not decide it.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe log lines to write."
    )
    log_json: bool = Field(default=False, description="Write log lines as JSON objects.")

    @classmethod
    def read(cls, file: Path | None = None, **flags: object) -> Self:
        """Settings from flags (None means not given), environment and a TOML file.

        Raises SettingsError naming what is unknown or cannot work, and the remedy.
        """
        refuse_unknown(flags, cls.model_fields, "flag")
        refuse_unknown_variables(cls.model_fields)
        from_file = written(file, cls.model_fields) if file else {}
        # pydantic-settings would put the environment below the file: both go in by hand.
        environment = EnvSettingsSource(cls)()
        given = {name: value for name, value in flags.items() if value is not None}
        try:
            return cls.model_validate({**from_file, **environment, **given})
        except ValidationError as error:
            names = (
                {name: f"{name} in {file}" for name in from_file}
                | {name: PREFIX + name.upper() for name in environment}
                | {name: f"--{name.replace('_', '-')}" for name in given}
            )
            raise SettingsError(told(error, names)) from error

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_truth_as_number(cls, given: object, info: ValidationInfo) -> object:
        refuse_truth(given, cls.model_fields[info.field_name or ""].annotation)
        return given

    @field_validator("api_keys")
    @classmethod
    def _check_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        for place, part in enumerate(parts(keys.get_secret_value()) if keys else (), 1):
            if fault := fault_of(part):
                raise PydanticCustomError("contradiction", f"key {place} {fault}")
        return keys

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: str | None) -> str | None:
        for origin in parts(origins) if origins else ():
            if not ORIGIN.fullmatch(origin):
                remedy = "give *, or origins such as https://example.org"
                raise PydanticCustomError("form", "{told}", {"told": remedy})
        return origins

    @field_validator("traces_endpoint")
    @classmethod
    def _check_endpoint(cls, endpoint: str | None) -> str | None:
        if endpoint is not None and not ENDPOINT.fullmatch(endpoint):
            remedy = "give an address such as http://127.0.0.1:4318"
            raise PydanticCustomError("form", "{told}", {"told": remedy})
        return endpoint

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if self.tls_certificate is not None and self.tls_key is None:
            raise alone("tls_certificate", "tls_key")
        if self.tls_key is not None and self.tls_certificate is None:
            raise alone("tls_key", "tls_certificate")
        return self

    @model_validator(mode="after")
    def _ray_takes_it(self) -> Self:
        if not self.ray and (self.replicas > 1 or self.most_replicas is not None):
            raise contradiction("replicas and most_replicas are for ray: give ray as well")
        if self.most_replicas is not None and self.most_replicas < self.replicas:
            raise contradiction(
                f"most_replicas is {self.most_replicas}, and replicas is {self.replicas}: "
                "give as many or more"
            )
        if self.ray and self.port == 0:
            raise contradiction("port is 0, and ray takes no free port by itself: give one")
        return self

    @model_validator(mode="after")
    def _engine_takes_it(self) -> Self:
        if self.precision is not None and self.engine != "vllm":
            raise misplaced("precision", "vllm", self.engine)
        if self.verified is not None and self.engine != "vllm":
            raise misplaced("verified", "vllm", self.engine)
        if self.lora and self.engine != "vllm":
            raise misplaced("lora", "vllm", self.engine)
        if self.engine_arguments and self.engine != "vllm":
            raise misplaced("engine_arguments", "vllm", self.engine)
        if self.threads is not None and self.engine != "embedded":
            raise misplaced("threads", "embedded", self.engine)
        return self
