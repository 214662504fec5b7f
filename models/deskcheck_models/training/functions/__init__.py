"""Groups with known labels from source code: documented functions, bugs put into them, strangers.

Nobody runs anything here: a function is taken to be what its documentation asks for.
"""
