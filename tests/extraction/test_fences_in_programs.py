"""Programs whose strings and comments hold fences."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

FENCES: dict[str, MarkedAnswer] = {
    "a comment with prose may hold fences": case(
        """
```kotlin
| /**
| This is how to use it:
| ```
| f(1)
| ```
| */
| fun f(x: Int) = x
```
""",
        language="kotlin",
    ),
    "a document with prose may hold fences": case(
        """
```bash
| cat > a.md <<'E'
| This is the text of it.
| ```
| make
| ```
| E
| echo done > log; for i in 1 2; do echo $i; done
```
""",
        language="bash",
    ),
    "line comments may hold fences": case(
        """
```go
| // Add adds.
| //
| // ```
| // Add(1, 2)
| // ```
| func Add(a, b int) int {
| 	return a + b
| }
```
""",
        language="go",
    ),
    "a comment with stars may hold a tagged fence": case(
        """
```javascript
| /**
|  * Adds.
|  * ```js
|  * add(1, 2)
|  * ```
|  */
| function add(a, b) {
|   return a + b;
| }
```
""",
        language="javascript",
    ),
    "a comment at the margin may hold a tagged fence": case(
        """
```typescript
| /**
| @example
| ```ts
| add(1, 2)
| ```
| */
| export function add(a: number, b: number): number {
|   return a + b;
| }
```
""",
        language="typescript",
    ),
    "comments that begin with a number sign may hold fences": case(
        """
```ruby
| # Use:
| # ```
| # add(1, 2)
| # ```
| def add(a, b)
|   a + b
| end
```
""",
        language="ruby",
    ),
    "a line of tildes in a docstring is no closer": case(
        '''
```python
| def f():
|     """Title
| ~~~~~
|     """
|     return 1
''',
    ),
    "a backtick of its own may end a template string": case(
        """
```js
| const s = `
| hi
| `
| function f() { return s; }
""",
        language="javascript",
    ),
    "a fence in a docstring is text": case(
        '''
```python
| def doc():
|     """Example:
|
|     ```
|     doc()
|     ```
|     """
|     return 1
```
''',
    ),
    "a fence at the margin of a string is text": case(
        '''
```python
| README = """
| ```python
| add(1, 2)
| ```
| """
|
| def readme():
|     return README
```
''',
    ),
    "a document in a script may hold fences": case(
        """
```bash
| cat > README.md <<'EOT'
| ```sh
| make
| ```
| EOT
| for f in a b; do
|   echo $f
| done
```
""",
        language="bash",
    ),
    "a prompt in a string may hold fences": case(
        '''
```python
| PROMPT = """
| Answer so:
| ```python
| code
| ```
| """
|
| def ask(q):
|     return PROMPT + q
```

Use:

```python
print(ask('x'))
```
''',
    ),
    "a text block may hold fences": case(
        '''
```java
| class A {
|     String s = """
| ```
| hi
| ```
| """;
| }
```
''',
        language="java",
    ),
}


@pytest.mark.parametrize("sentence", list(FENCES))
def test_the_fences_inside_are_text(sentence: str) -> None:
    """A fence in a string or comment ends no block."""
    marked = FENCES[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
