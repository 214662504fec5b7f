"""The parts of `python -m benchmarks.known`: benchmarks that others publish, read and scored."""
