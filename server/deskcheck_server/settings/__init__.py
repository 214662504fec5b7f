"""All that can be set, read once at the edge and handed in."""

from deskcheck_server.settings.settings import Settings
from deskcheck_server.settings.sources import PREFIX

__all__ = ["PREFIX", "Settings"]
