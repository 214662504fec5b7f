"""Extraction in processes of its own, so that no candidate holds up the event loop."""
