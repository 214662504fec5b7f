"""Tags in, around, and in place of fences."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

TAGS: dict[str, MarkedAnswer] = {
    "headings, an example, and complexity surround the program": case(
        r"""
To solve the problem of finding the longest substring, we can use the **sliding window** technique.

### Explanation:
1. **Initialize pointers**: `left = 0`.
2. **Iterate**:
   - If the character is in `seen`, move `left`.

### Code:
```python
| class Solution:
|     def longest(self, s: str) -> int:
|         seen = {}
|         left = best = 0
|         for right, c in enumerate(s):
|             if c in seen and seen[c] >= left:
|                 left = seen[c] + 1
|             seen[c] = right
|             best = max(best, right - left + 1)
|         return best
```

### Example Walkthrough:
```plaintext
Input: "abcabcbb"
Output: 3
```

### Complexity:
- **Time Complexity**: \( O(n) \)
""",
    ),
    "answer tags may stand around the fence": case(
        """
<think>hm</think>
<answer>```python
| def add(a, b):
|     return a + b
```</answer>
""",
    ),
    "a fence without a tag is enough": case(
        """
Sure, I can help you with that! Here is a Python function that adds:
```
| def add(a, b):
|     return a + b
```
Note that this doesn't check types.

I hope this helps! Let me know if you have any questions.</s>
""",
    ),
    "tests in brackets of their own join nothing": case(
        """
[PYTHON]
| def add(a, b):
|     return a + b
[/PYTHON]
[TESTS]
# Test case 1:
assert add(1, 2) == 3
[/TESTS]
""",
    ),
    "a second pair of brackets may hold usage": case(
        """
 [PYTHON]
| def add(a, b):
|     return a + b
[/PYTHON]
Explanation:

[PYTHON]
print(add(1, 2))
[/PYTHON]
""",
    ),
    "code for a tool is a program, and what the tool says is none": case(
        """
```tool_code
| def add(a, b):
|     return a + b
|
| print(add(1, 2))
```
```tool_outputs
3
```
The result is 3.
""",
    ),
    "brackets may stand around a fence": case(
        """
[PYTHON]
```python
| def add(a, b):
|     return a + b
```
[/PYTHON]
""",
    ),
    "brackets may stand within a fence": case(
        """
```
[PYTHON]
| def add(a, b):
|     return a + b
[/PYTHON]
```
""",
    ),
    "solution tags mark a program": case(
        """
<reasoning>Use a map.</reasoning>
<solution>
| def add(a, b):
|     return a + b
</solution>
""",
        asked_for="python",
    ),
    "a listing in LaTeX holds a program": case(
        r"""
\begin{lstlisting}[language=Python]
| def add(a, b):
|     return a + b
\end{lstlisting}
""",
        asked_for="python",
    ),
    "a literate environment holds a program": case(
        r"""
\begin{code}
| def add(a, b):
|     return a + b
\end{code}
""",
        asked_for="python",
    ),
    "lines that say begin and end hold a program": case(
        """
BEGIN SOLUTION
| def add(a, b):
|     return a + b
END SOLUTION
""",
        asked_for="python",
    ),
    "a fence may stand in a folded section": case(
        """
<details>
<summary>Solution</summary>

```python
| def add(a, b):
|     return a + b
```

</details>
""",
    ),
    "a site's own form of the tag names the language": case(
        """
```python3 []
| def add(a, b):
|     return a + b
```
""",
    ),
    "a word behind the tag is no code": case(
        """
```python code
| def add(a, b):
|     return a + b
```
""",
    ),
    "a version behind a blank is part of the tag": case(
        """
```C++ 14
| #include <vector>
| int f(std::vector<int>& v) { return v.size(); }
```
""",
        language="cpp",
    ),
    "a tag with a slip of the pen gives way to the text": case(
        """
```pyhton
| def add(a, b):
|     return a + b
```
""",
    ),
    "a wrong tag gives way to the text": case(
        """
```javascript
| def add(a, b):
|     return a + b
```
""",
    ),
    "a wrong tag between neighbours gives way, too": case(
        """
```java
| fun add(a: Int, b: Int): Int {
|     return a + b
| }
```
""",
        language="kotlin",
    ),
    "types make TypeScript of what is tagged as JavaScript": case(
        """
```javascript
| function add(a: number, b: number): number {
|   return a + b;
| }
```
""",
        language="typescript",
    ),
    "streams make C++ of what is tagged as C": case(
        """
```c
| #include <iostream>
| using namespace std;
|
| int main() {
|     cout << 1 << endl;
| }
```
""",
        language="cpp",
    ),
}


@pytest.mark.parametrize("sentence", list(TAGS))
def test_the_tagged_program_is_found(sentence: str) -> None:
    """What is marked is the program, however it is tagged."""
    marked = TAGS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
