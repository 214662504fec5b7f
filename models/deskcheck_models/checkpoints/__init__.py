"""Checkpoints in the Hugging Face layout: what is in the files, and what cannot be served."""
