"""Programs in several blocks."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

PARTS: dict[str, MarkedAnswer] = {
    "imports join the class, and commands, usage, and output do not": case(
        """
Install:

```bash
pip install numpy
```

Imports:

```python
| import math
| from typing import List
```

The code:

```python
| class Solution:
|     def twoSum(self, nums: List[int], target: int) -> List[int]:
|         seen = {}
|         for i, n in enumerate(nums):
|             if target - n in seen:
|                 return [seen[target - n], i]
|             seen[n] = i
```

Usage:

```python
print(Solution().twoSum([2, 7], 9))
```

Output:

```
[0, 1]
```
""",
    ),
    "a test class joins nothing": case(
        """
Helper:

```python
| def is_prime(n):
|     return n > 1 and all(n % d for d in range(2, n))
```

Main:

```python
| def primes_below(n):
|     return [k for k in range(n) if is_prime(k)]
```

Tests:

```python
import unittest

class TestPrimes(unittest.TestCase):
    def test_small(self):
        self.assertEqual(primes_below(3), [2])

if __name__ == '__main__':
    unittest.main()
```
""",
    ),
    "a base class without bodies joins what derives from it": case(
        """
```python
| class Shape:
|     def area(self):
|         raise NotImplementedError
```

```python
| class Square(Shape):
|     def __init__(self, side):
|         self.side = side
|
|     def area(self):
|         return self.side ** 2
```
""",
    ),
    "an empty exception class joins the class that raises it": case(
        """
Define:

```python
| class StackEmpty(Exception):
|     pass
```

Stack:

```python
| class Stack:
|     def __init__(self):
|         self.items = []
|
|     def pop(self):
|         if not self.items:
|             raise StackEmpty
|         return self.items.pop()
```

Example:

```python
s = Stack()
s.pop()
```
""",
    ),
    "a data class joins the function over it": case(
        """
```python
| from dataclasses import dataclass
|
| @dataclass
| class Point:
|     x: int
|     y: int
```

```python
| def norm(p: Point) -> float:
|     return (p.x ** 2 + p.y ** 2) ** 0.5
```
""",
    ),
    "an enumeration joins the function over it": case(
        """
```python
| from enum import Enum
|
| class Color(Enum):
|     RED = 1
|     BLUE = 2
```

```python
| def is_red(c):
|     return c is Color.RED
```
""",
    ),
    "an abstract class joins its implementation": case(
        """
```python
| from abc import ABC, abstractmethod
|
| class Shape(ABC):
|     @abstractmethod
|     def area(self):
|         pass
```

```python
| class Square(Shape):
|     def __init__(self, s):
|         self.s = s
|
|     def area(self):
|         return self.s ** 2
```

```python
print(Square(2).area())
```
""",
    ),
    "a main that reads input joins the function that it calls": case(
        """
```python
| def norm(p) -> float:
|     return (p.x ** 2 + p.y ** 2) ** 0.5
```

Run:

```python
| def main():
|     print(norm(input()))
|
| main()
```
""",
    ),
    "files under headings of their own are one program": case(
        """
## `utils.py`

```python
| def double(n):
|     return 2 * n
```

## `main.py`

```python
| from utils import double
|
| def quad(n):
|     return double(double(n))
```
""",
    ),
    "modules that import each other are one program": case(
        """
I'll create two modules.

**models.py**

```python
| from dataclasses import dataclass
|
|
| @dataclass
| class Item:
|     name: str
|     price: float
```

**cart.py**

```python
| from models import Item
|
|
| class Cart:
|     def __init__(self):
|         self.items: list[Item] = []
|
|     def total(self):
|         return sum(item.price for item in self.items)
```

**test_cart.py**

```python
from cart import Cart
from models import Item


def test_total():
    cart = Cart()
    cart.items.append(Item('a', 2.0))
    assert cart.total() == 2.0
```

Run with:

```bash
pytest -q
```
""",
    ),
}


@pytest.mark.parametrize("sentence", list(PARTS))
def test_the_parts_are_joined(sentence: str) -> None:
    """The parts are those whose lines are marked, in the answer's order."""
    marked = PARTS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
