"""What stands between a socket and a route: bodies under their limits, ids, answers to errors."""
