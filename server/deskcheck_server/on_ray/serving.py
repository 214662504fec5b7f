"""The application on Ray Serve: replicas, how many of them, and which one a problem goes to.

`deskcheck serve --ray` starts it; so does `serve run deskcheck_server.on_ray.serving:application`
with settings behind, such as `engine=vllm most_replicas=8`.
"""

import math
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from deskcheck_models.errors import MissingExtraError
from deskcheck_server.access.security import check_files
from deskcheck_server.errors import DeploymentError
from deskcheck_server.feedback.opening import check_database
from deskcheck_server.logs import adopt_libraries, open_log
from deskcheck_server.on_ray.replica import PENDING_TOKENS, Replica
from deskcheck_server.settings import Settings

try:
    import ray
    from ray import serve
    from ray.serve.config import AutoscalingContext
    from ray.serve.experimental.consistent_hash_router import ConsistentHashRouter
except ImportError as error:
    raise MissingExtraError(
        f"Ray is not installed ({error}): pip install 'deskcheck[ray]'"
    ) from error

NAME = "deskcheck"
REQUESTS_AT_ONCE = 4096  # to one replica: what is too much, its own admission says, with a time
KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 5.0  # after which Ray gives up what the replica itself would have refused as late
CONSTRUCTOR_TRIES = 3
PROXY_VARIABLES = {
    "RAY_SERVE_SESSION_ID_HEADER_KEY": "x-deskcheck-affinity",
    "RAY_SERVE_HTTP_PROXY_CALLBACK_IMPORT_PATH": (
        "deskcheck_server.on_ray.lost_replies:around_the_proxy"
    ),
}


class PendingTokens:
    """How many replicas the tokens in work or waiting need; Ray keeps it within its bounds.

    Each has as many as its engine takes at once, `tokens_per_replica`: what is more waits in line.
    """

    def __init__(self, tokens_per_replica: int) -> None:
        self._tokens_per_replica = tokens_per_replica

    def __call__(self, context: AutoscalingContext) -> tuple[int, dict[str, object]]:
        """The number of replicas, and no state."""
        pending = (context.aggregated_metrics or {}).get(PENDING_TOKENS, {})
        return max(math.ceil(sum(pending.values()) / self._tokens_per_replica), 1), {}


def run(settings: Settings) -> None:
    """Serve on Ray until SIGTERM or SIGINT, on the cluster of RAY_ADDRESS or else on this machine.

    Raises MissingExtraError, SettingsError, and DeploymentError where no replica starts.
    """
    log = open_log(sys.stderr, level=settings.log_level, as_json=settings.log_json)
    adopt_libraries(sys.stderr, level="warning", as_json=settings.log_json)
    check_files(settings)
    check_database(settings)
    with _serving_cluster(settings), _told_to_stop() as told:  # Ray takes the signals as it starts
        try:
            serve.run(_application(settings), name=NAME)
        except RuntimeError as error:
            raise DeploymentError(f"no replica starts on Ray: {error}") from error
        log.info("serving", model=settings.model, engine=settings.engine, port=settings.port)
        told.wait()
    log.info("stopped")


def application(arguments: Mapping[str, str]) -> serve.Application:
    """For `serve run` and `serve deploy`: an application from settings given as texts.

    HTTP options are then Ray's own, and PROXY_VARIABLES belong into the environment of its nodes.
    """
    return _application(Settings.read(None, ray=True, **arguments))


def _application(settings: Settings) -> serve.Application:
    deployment = serve.deployment(serve.ingress()(Replica)).options(
        name=NAME,
        max_ongoing_requests=REQUESTS_AT_ONCE,
        max_constructor_retry_count=CONSTRUCTOR_TRIES,
        graceful_shutdown_timeout_s=float(settings.drain_seconds),
        ray_actor_options=_resources(settings),
        request_router_config={"request_router_class": ConsistentHashRouter},
        **_size(settings),
    )
    return deployment.bind(settings)


def _size(settings: Settings) -> dict[str, object]:
    if settings.most_replicas is None:
        return {"num_replicas": settings.replicas}
    return {
        "autoscaling_config": {
            "min_replicas": settings.replicas,
            "max_replicas": settings.most_replicas,
            "policy": {
                "policy_function": PendingTokens,
                "policy_kwargs": {"tokens_per_replica": settings.engine_tokens},
            },
        }
    }


def _resources(settings: Settings) -> dict[str, float]:
    """What a replica takes of a machine: GPUs for vLLM where the cluster has some."""
    gpus = 0
    if settings.engine == "vllm" and ray.is_initialized() and ray.cluster_resources().get("GPU"):
        gpus = int(str(settings.engine_arguments.get("tensor_parallel_size", 1)))
    return {"num_cpus": settings.threads or 1, "num_gpus": gpus}


@contextmanager
def _serving_cluster(settings: Settings) -> Iterator[None]:
    """Ray with its proxies at the address of the settings; all that was started ends again."""
    ray.init(logging_level="WARNING", runtime_env={"env_vars": PROXY_VARIABLES})
    try:
        serve.start(
            proxy_location="EveryNode",
            http_options={
                "host": settings.host,
                "port": settings.port,
                "request_timeout_s": settings.timeout_seconds + GRACE_SECONDS,
                "keep_alive_timeout_s": KEEP_ALIVE_SECONDS,
                "ssl_certfile": settings.tls_certificate and str(settings.tls_certificate),
                "ssl_keyfile": settings.tls_key and str(settings.tls_key),
            },
            controller_options={"runtime_env": {"env_vars": PROXY_VARIABLES}},
        )
        yield
    finally:
        serve.shutdown()
        ray.shutdown()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM or SIGINT sets."""
    told = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: told.set()) for number in numbers}
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
