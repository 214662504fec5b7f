"""What an edit is."""

import random
from collections.abc import Callable

Edit = Callable[[str, str, random.Random], str]
"""Program, language (as `deskcheck_extraction` folds it) and chance to the edited program.

A function of its arguments alone: the same state of `chance` gives the same text. Where the edit
cannot be made safely (another language, a program that does not parse), the program comes back as
it is.
"""
