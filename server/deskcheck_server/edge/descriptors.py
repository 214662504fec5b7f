"""How many connections the limit of open files leaves room for."""

import resource

from deskcheck_server.errors import SettingsError

DEFAULT = 16_384  # idle ones take some 5 KiB each
OTHERS = 128  # files, pipes to workers, the engine's own


def connections_at_once(asked: int | None) -> int:
    """Raise this process's soft limit of open files as far as needed, and give the connections.

    None asks for 16384, or as many as fit. Raises SettingsError for a number that does not.
    """
    wanted = DEFAULT if asked is None else asked
    room = _raised(wanted + OTHERS) - OTHERS
    if asked is not None and room < asked:
        raise SettingsError(
            f"max_connections is {asked}, and this process may open {room + OTHERS} files: raise "
            f"its limit (ulimit -n {asked + OTHERS}), or give {max(room, 1)} or less"
        )
    return max(min(wanted, room), 1)


def _raised(files: int) -> int:
    """The limit of open files, now at least so many where the hard limit allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= files:
        return files
    allowed = files if hard == resource.RLIM_INFINITY else min(files, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
