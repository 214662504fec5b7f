"""Programs without fences between prose of all kinds."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

BARE: dict[str, MarkedAnswer] = {
    "comments above the program belong to it": case(
        """
| # Adds two numbers.
| # Both are ints.
| def add(a, b):
|     return a + b  # sum
""",
    ),
    "a whole module stays whole": case(
        '''
| """Module."""
|
| import math
|
|
| def area(r):
|     return math.pi * r ** 2
|
|
| if __name__ == "__main__":
|     print(area(2))
''',
    ),
    "prose behind the program is cut off": case(
        """
| def add(a, b):
|     return a + b

This function adds two numbers together and returns their sum.
""",
    ),
    "programs between prose join like blocks": case(
        """
First the helper:

| def double(n):
|     return 2 * n

Now the main function:

| def quad(n):
|     return double(double(n))

That's all.
""",
    ),
    "usage right behind the program stays with it": case(
        """
Sure! Here is the code:

| def add(a, b):
|     return a + b
|
| print(add(1, 2))

The output is 3.
""",
    ),
    "a script that reads input needs no mark": case(
        """
| n = int(input())
| a = list(map(int, input().split()))
| print(max(a) - min(a))
""",
    ),
    "headings in bold are no code": case(
        """
**Solution**

| def add(a, b):
|     return a + b

**Explanation**

It adds.
""",
    ),
    "a sentence may begin like a loop": case(
        """
For this problem we can use a loop.

| def total(xs):
|     s = 0
|     for x in xs:
|         s += x
|     return s

For the complexity: it is linear.
""",
    ),
    "a program that breaks off is kept to its end": case(
        """
Here is the code:

| def total(xs):
|     s = 0
|     for x in xs:
|         s += (x
""",
        valid=False,
        asked_for="python",
    ),
    "rule lines set off the program": case(
        """
Below is one solution.

--------------------------------------------------
| # solution.py
|
| def add(a, b):
|     return a + b
--------------------------------------------------

Explanation:
• add takes a and b.
• It returns a + b.
""",
    ),
    "rules may be drawn in boxes": case(
        """
Below is one solution.

─────────────────────────────
| def add(a, b):
|     return a + b
─────────────────────────────
Explanation:

1. It adds.
""",
    ),
    "a rule may hold the file's name": case(
        """
Code:

----- add.py -----
| def add(a, b):
|     return a + b
------------------

Done.
""",
    ),
    "headings that are underlined are no code": case(
        """
SOLUTION
========

| def add(a, b):
|     return a + b

NOTES
=====

None.
""",
    ),
    "complexity behind the program is prose": case(
        """
You can implement it as follows (assuming Python 3):

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

Time complexity: O(n)
Space complexity: O(k)
""",
    ),
    "the first of two options is the program": case(
        """
Option 1:

| def add(a, b):
|     return a + b

Option 2:

def add2(a, b):
    return sum([a, b])
""",
    ),
    "a correction replaces what it redefines without fences, too": case(
        """
First try:

def add(a, b):
    return a - b

That is wrong. The right one:

| def add(a, b):
|     return a + b
""",
    ),
    "a sentence may begin like an import": case(
        """
import the math module first.

| import math
|
| def root(x):
|     return math.sqrt(x)
""",
    ),
    "a sentence may begin with from": case(
        """
From there, we go on.

| def f(x):
|     return x
""",
    ),
    "a closer alone ends the program before it": case(
        """
| def add(a, b):
|     return a + b
```

This adds.
""",
    ),
    "the rest of an opener is a tag": case(
        """
python
| def add(a, b):
|     return a + b
""",
    ),
    "prose in Chinese ends a program": case(
        """
这是一个加法函数:

| def add(a, b):
|     return a + b

这个函数返回两个数的和。
""",
    ),
    "prose in Russian ends a program": case(
        """
Вот функция:

| def add(a, b):
|     return a + b

Она складывает два числа.
""",
    ),
    "prose in German ends a program": case(
        """
Hier ist die Funktion:

| def add(a, b):
|     return a + b

Sie addiert zwei Zahlen.
""",
    ),
    "a plain completion stays whole": case(
        """
| def add(a, b):
|     return a + b
|
|
| assert add(1, 2) == 3
| print('ok')
""",
        asked_for="python",
    ),
}


@pytest.mark.parametrize("sentence", list(BARE))
def test_the_program_is_found(sentence: str) -> None:
    """The program is what is marked: no prose, and no line less."""
    marked = BARE[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
