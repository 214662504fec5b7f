"""What callers report of their unit tests, kept beside the rankings that it is about."""
