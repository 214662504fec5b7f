"""Fences that are missing, too short, too many, or part of the program."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

FENCES: dict[str, MarkedAnswer] = {
    "a document in a longer fence holds the program": case(
        """
````markdown
# Title

```python
| def add(a, b):
|     return a + b
```
````
""",
    ),
    "a document in a fence of the same length holds the program": case(
        """
```markdown
# Title

```python
| def add(a, b):
|     return a + b
```

That is it.
```
""",
    ),
    "the fence alone may be indented": case(
        """
   ```python
| def a():
|     return 1
   ```
""",
    ),
    "a closer may be indented further": case(
        """
```python
| def add(a, b):
|     return a + b
    ```
""",
    ),
    "a next opener ends a block": case(
        """
First:
```python
| def is_prime(n):
|     return n > 1 and all(n % d for d in range(2, n))

Now the main part:
```python
| def primes_below(n):
|     return [k for k in range(n) if is_prime(k)]
```
""",
    ),
    "prose may follow the closer in its line": case(
        """
```python
| def add(a, b):
|     return a + b
``` This works in O(n).
""",
    ),
    "prose behind an unclosed block is cut off": case(
        """
```python
| def add(a, b):
|     return a + b

This function uses a dictionary, so it's O(n).
""",
    ),
    "tildes may end what backticks began": case(
        """
```python
| def add(a, b):
|     return a + b
~~~
""",
    ),
    "a closer that breaks off is none of the program": case(
        """
```python
| def add(a, b):
|     return a + b
``
""",
    ),
    "a closer too short is a closer before prose": case(
        """
```python
| def add(a, b):
|     return a + b
``

This adds the numbers.
""",
    ),
    "tildes before prose are a closer": case(
        """
```python
| def add(a, b):
|     return a + b
~~~

This adds the numbers.
""",
    ),
    "a short closer is no empty template string": case(
        """
```javascript
| const add = (a, b) => a + b;
``
""",
        language="javascript",
    ),
    "a short closer before prose is none either": case(
        """
```javascript
| function add(a, b) {
|   return a + b;
| }
``
This adds.
""",
        language="javascript",
    ),
    "a doubled fence is one": case(
        """
```
```python
| def add(a, b):
|     return a + b
```
```
""",
    ),
    "a closer with a word behind it closes": case(
        """
```python
| def add(a, b):
|     return a + b
```end

Done.
""",
    ),
    "the next opener ends a block before commands": case(
        """
```python
| def add(a, b):
|     return a + b

Run it:
```bash
python add.py
```
""",
    ),
    "a list behind an unclosed block is cut off": case(
        """
```python
| def add(a, b):
|     return a + b

**Notes:**
- It adds.
- It is fast.
""",
    ),
    "output behind a closer is none of the program": case(
        """
```python
| def add(a, b):
|     return a + b
```Output: 3
""",
    ),
    "an opener may stand behind a word": case(
        """
Code```python
| def add(a, b):
|     return a + b
```
""",
    ),
    "a longer opener is closed by a shorter closer where nothing else is": case(
        """
`````python
| def add(a, b):
|     return a + b
```

This is it.
""",
    ),
}


@pytest.mark.parametrize("sentence", list(FENCES))
def test_the_block_ends_where_its_code_ends(sentence: str) -> None:
    """The program is what is marked, however its fences went wrong."""
    marked = FENCES[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
