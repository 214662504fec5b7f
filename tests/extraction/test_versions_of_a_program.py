"""Several versions of a program in one answer: which of them counts."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

VERSIONS: dict[str, MarkedAnswer] = {
    "the last of three versions is the program": case(
        """
```python
def two_sum(nums, target):
    for i in range(len(nums)):
        for j in range(i + 1, len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
    return []
```

```python
def two_sum(nums, target):
    seen = {}
    for i, n in enumerate(nums):
        if target - n in seen:
            return [seen[target - n], i]
        seen[n] = i
    return None
```

Final answer

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
    "the user's broken code gives way to the mended one": case(
        """
Your code:

```python
def add(a, b)
    return a - b
```

Fixed:

```python
| def add(a, b):
|     return a + b
```
""",
    ),
    "a script is the program though a function follows": case(
        """
```python
| a, b = map(int, input().split())
| print(a + b)
```

As a function:

```python
def add(a, b):
    return a + b
```
""",
    ),
    "the first of two scripts is the program": case(
        """
```python
| a, b = map(int, input().split())
| print(a + b)
```

Or:

```python
print(sum(map(int, input().split())))
```
""",
    ),
    "a whole program under the same name replaces the first": case(
        """
```python
def solve():
    n = int(input())
    print(n * 2)

solve()
```

Faster input:

```python
| import sys
|
| def solve():
|     n = int(sys.stdin.readline())
|     print(n * 2)
|
| solve()
```
""",
    ),
    "a program three times as long takes the place of a tiny example": case(
        """
A tiny demo:

```python
def f(x):
    return x
```

The full program:

```python
| class Stack:
|     def __init__(self):
|         self.items = []
|
|     def pop(self):
|         if not self.items:
|             raise StackEmpty
|         return self.items.pop()
|
| def norm(p) -> float:
|     return (p.x ** 2 + p.y ** 2) ** 0.5
|
| def drive():
|     return Stack()
```
""",
    ),
    "pseudocode in a fence without a tag is no program": case(
        """
```
function twoSum(nums, target)
  for each i, n in nums do
    if target - n in seen then return
```

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
    "the file behind a diff is the program": case(
        """
```diff
-    return None
+    return []
```

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
    "a query that parses replaces a broken one": case(
        """
```sql
SELECT id FROM t WHERE (id > 1;
```

Corrected:

```sql
| SELECT id FROM t WHERE (id > 1);
```
""",
        language="sql",
    ),
    "a second whole program replaces the first": case(
        """
```cpp
#include <iostream>
int main() {
    int n;
    std::cin >> n;
    std::cout << n;
}
```

Corrected:

```cpp
| #include <iostream>
| int main() {
|     long long n;
|     std::cin >> n;
|     std::cout << n;
| }
```
""",
        language="cpp",
    ),
}


@pytest.mark.parametrize("sentence", list(VERSIONS))
def test_the_right_version_is_taken(sentence: str) -> None:
    """The program is the version whose lines are marked."""
    marked = VERSIONS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
