"""How well a verifier ranks programs whose correctness is known, beside rules that need none."""
