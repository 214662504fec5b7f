"""The parts of the score cache: scores by what was read, each computed once."""
