"""Answers to a question that names the function or class."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

REQUESTED: dict[str, MarkedAnswer] = {
    "the approach under the requested name is the program": case(
        """
### Approach 1

```python
def two_sum_brute(nums, target):
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
    return []
```

### Approach 2

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
        entry_point="two_sum",
    ),
    "a requested name that nothing defines changes nothing": case(
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
""",
        entry_point="three_sum",
    ),
    "the last version that parses is the one under the requested name": case(
        """
```python
def add(a, b):
    return a + b
```

```python
| def add(a, b):
|     return sum((a, b))
```

```python
def add(a, b:
    return
```
""",
        entry_point="add",
    ),
    "a dotted name tells apart methods of the same name": case(
        """
```python
class Other:
    def run(self):
        return 0
```

```python
| class Solution:
|     def run(self):
|         return 1
```
""",
        entry_point="Solution.run",
    ),
    "a requested method is sought in classes": case(
        """
```python
class Other:
    def run(self):
        return 0
```

```python
| class Solution:
|     def twoSum(self, nums, target):
|         return []
```
""",
        entry_point="twoSum",
    ),
    "a requested name may be bound to a lambda": case(
        """
```python
def add(a, b):
    return a + b
```

```python
| mul = lambda a, b: a * b
```
""",
        entry_point="mul",
    ),
    "a broken program with the requested name beats others": case(
        """
```python
def add(a, b):
    return a + b
```

```python
| def mul(a, b:
|     return a * b
```
""",
        valid=False,
        entry_point="mul",
    ),
    "a test of the requested name is no program": case(
        """
```python
| def add(a, b):
|     return a + b
```

```python
def test_add():
    assert add(1, 2) == 3
```
""",
        entry_point="add",
    ),
    "a stub of the requested name gives way": case(
        """
```python
def add(a, b):
    pass
```

```python
| def add(a, b):
|     return a + b
```
""",
        entry_point="add",
    ),
}


@pytest.mark.parametrize("sentence", list(REQUESTED))
def test_the_requested_name_decides(sentence: str) -> None:
    """The program is the last that parses and defines the name."""
    marked = REQUESTED[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
