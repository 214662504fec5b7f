"""Runs a mounted image confined, in namespaces of its own: `.ci/confined_start.py ROOT IMAGE`.

IMAGE is what buildah tells of it, as JSON. The root is read-only but for /tmp and the volumes,
and the entry point runs as the image's user, without capabilities. Ends with 0 once the check of
the image is content, the server has ranked, and SIGTERM has ended it with 0.
"""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

START_SECONDS = 120.0
STOP_SECONDS = 60.0
RANK = """
import json, urllib.request
body = {"problem": "Add two numbers.", "candidates": ["def add(a, b): return a + b", "def add("]}
url, kind = "http://127.0.0.1:8000/v1/rerank", {"content-type": "application/json"}
request = urllib.request.Request(url, json.dumps(body).encode(), kind)
print(urllib.request.urlopen(request, timeout=30).read().decode())
"""


def main(root: Path, config: dict[str, Any]) -> None:
    """Start it, wait for its health check, let it rank, and stop it."""
    _confine(root, list(config["Volumes"]), config["User"])
    started = monotonic()
    server = _inside(root, config, [*config["Entrypoint"], *config["Cmd"]])
    health = config["Healthcheck"]["Test"][1:]
    while _inside(root, config, health, stderr=subprocess.DEVNULL).wait():
        if server.poll() is not None or monotonic() - started > START_SECONDS:
            raise SystemExit("the health check was never content")
        sleep(0.2)
    sys.stdout.write(f"healthy after {monotonic() - started:.1f} s\n")
    ranked = _inside(root, config, ["python", "-c", RANK]).wait()
    server.terminate()
    ended = server.wait(STOP_SECONDS)
    sys.stdout.write(f"ranking ended with {ranked}, and the server with {ended} after SIGTERM\n")
    raise SystemExit(ranked or ended)


def _confine(root: Path, volumes: list[str], user: str) -> None:
    """Only in the mount namespace of this process."""
    _run("mount", "--make-rprivate", "/")
    _run("mount", "--bind", str(root), str(root))
    for volume in volumes:
        _run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            f"uid={user.partition(':')[0]}",
            "tmpfs",
            f"{root}{volume}",
        )
    _run("mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", f"{root}/tmp")
    _run("mount", "-t", "proc", "proc", f"{root}/proc")
    _run("mount", "--rbind", "/dev", f"{root}/dev")
    _run("mount", "-o", "remount,bind,ro", str(root))


def _inside(
    root: Path, config: dict[str, Any], command: list[str], stderr: int | None = None
) -> subprocess.Popen[bytes]:
    variables = dict(one.split("=", 1) for one in config["Env"])
    chroot = ["chroot", f"--userspec={config['User']}", "--groups=", str(root)]
    confined = ["/usr/bin/setpriv", "--no-new-privs", "--inh-caps=-all"]
    entered = ["/usr/bin/env", f"--chdir={config['WorkingDir']}", *command]
    return subprocess.Popen([*chroot, *confined, *entered], env=variables, stderr=stderr)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())["Docker"]["config"])
