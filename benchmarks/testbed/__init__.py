"""The testbed: how well a verifier selects and ranks, on lists and groups of labelled programs."""
