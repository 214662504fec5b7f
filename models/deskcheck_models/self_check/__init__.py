"""Whether a verifier reads and scores as it must, asked before anybody is served."""
