"""How slow a caller may be before its connection is given to others."""

SECONDS = 10.0  # for a request's head, for the rest of one that is refused, or without any progress
PACE = 16 * 1024  # bytes per second of a body that comes, and of a reply that is taken
