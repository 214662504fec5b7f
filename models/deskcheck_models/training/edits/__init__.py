"""Changes to a program that leave what it does alone, and one that does not: a cut.

Comments, renames, reformatting and dead code are for training against flattery and for measuring
how robust a verifier is; `cut` makes the beginning of a program out of a whole one. Each edit is
one plain function of program, language and chance.
"""
