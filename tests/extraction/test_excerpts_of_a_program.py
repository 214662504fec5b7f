"""Excerpts, steps, and repetitions of a program beside the whole."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

EXCERPTS: dict[str, MarkedAnswer] = {
    "a quoted first line is no version of the program": case(
        """
```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```

Explanation:

1.

```python
def two_sum(nums, target):
```

defines it.
""",
    ),
    "steps before the whole program join nothing": case(
        """
Step 1:

```python
seen = {}
```

Step 2:

```python
for i, n in enumerate(nums):
    seen[n] = i
```

Putting it together:

```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```
""",
    ),
    "the last state of a growing function is the program": case(
        """
Step 1:

```python
def two_sum(nums, target):
    seen = {}
```

Step 2:

```python
def two_sum(nums, target):
    seen = {}
    for i, n in enumerate(nums):
        pass
```

Complete:

```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```
""",
    ),
    "a signature behind the solution changes nothing": case(
        """
```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```

Its signature is

```python
def two_sum(nums, target): ...
```
""",
    ),
    "a repetition that breaks off replaces nothing": case(
        """
```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```

Again:
```python
def two_sum(nums, target):
    seen = {}
    for i, n in enumerate(nums):
        if target - n in seen:
            ret
""",
    ),
    "the beginning of the program, quoted, replaces nothing": case(
        """
```python
| def two_sum(nums, target):
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```

It begins with

```python
def two_sum(nums, target):
    seen = {}
```

and so on.
""",
    ),
    "a whole repetition without the usage lines is the program": case(
        """
```python
| def add(a, b):
|     return a + b

print(add(1, 2))
```

Only the function:

```python
def add(a, b):
    return a + b
```
""",
    ),
    "a class that grew in steps is the program in its last step": case(
        """
Step 1: the skeleton.

```python
| class Cart:
|     def __init__(self):
|         self.items = []
```

Step 2: add an item method.

```python
class Cart:
    def __init__(self):
        self.items = []

|     def add(self, item):
|         self.items.append(item)
```

Step 3: use it.

```python
cart = Cart()
cart.add('x')
```
""",
    ),
}


@pytest.mark.parametrize("sentence", list(EXCERPTS))
def test_the_whole_program_is_taken(sentence: str) -> None:
    """An excerpt is no version of the program."""
    marked = EXCERPTS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
