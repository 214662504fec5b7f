"""Programs in several blocks, in languages that are not compiled."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

PARTS: dict[str, MarkedAnswer] = {
    "a method that is added to a prototype joins": case(
        """
```javascript
| function Stack() {
|   this.items = [];
| }
```

```javascript
| Stack.prototype.push = function (x) {
|   this.items.push(x);
| };
```

```javascript
const s = new Stack();
s.push(1);
```
""",
        language="javascript",
    ),
    "a helper behind its user joins": case(
        """
```javascript
| const quad = (n) => twice(twice(n));
```

```javascript
| const twice = (n) => n * 2;
```
""",
        language="javascript",
    ),
    "the tag that opens PHP stands once in a joined program": case(
        """
```php
| <?php
| function twice($n) {
|     return 2 * $n;
| }
```

```php
<?php
| class Quad {
|     public function of($n) {
|         return twice(twice($n));
|     }
| }
```
""",
        language="php",
    ),
    "a type joins the function over it": case(
        """
```ts
| type Pair = [number, number];
```

```ts
| const sum = ([a, b]: Pair): number => a + b;
```

```ts
console.log(sum([1, 2]));
```
""",
        language="typescript",
    ),
    "a function is told from its call": case(
        """
```bash
| twice() {
|   echo $(( $1 * 2 ))
| }
```

Usage:

```bash
twice 4
```
""",
        language="bash",
    ),
    "what is done with a class joins nothing": case(
        """
```ruby
| class Stack
|   def initialize
|     @items = []
|   end
|
|   def push(item)
|     @items.push(item)
|   end
| end
```

```ruby
stack = Stack.new
stack.push(1)
```
""",
        language="ruby",
    ),
}


@pytest.mark.parametrize("sentence", list(PARTS))
def test_the_parts_are_joined(sentence: str) -> None:
    """The parts are those whose lines are marked, whatever the language."""
    marked = PARTS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
