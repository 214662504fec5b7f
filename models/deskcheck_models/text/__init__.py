"""Problem and program as the text and the token ids that a verifier reads."""
