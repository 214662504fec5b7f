"""Blocks that are none of the program."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

BESIDE: dict[str, MarkedAnswer] = {
    "a method without its class replaces no class": case(
        """
Class:

```python
| class A:
|     def __init__(self):
|         self.x = 1
|
|     def get(self):
|         return self.x
```

Add this method:

```python
    def put(self, x):
        self.x = x
```
""",
    ),
    "a script that calls nothing of the program joins nothing": case(
        """
```python
| def add(a, b):
|     return a + b
```

```python
import sys
for line in sys.stdin:
    print(line)
```
""",
    ),
    "a line that prints ok does not hide a broken program": case(
        """
```python
| def two_sum(nums, target)
|     seen = {}
|     for i, n in enumerate(nums):
|         if target - n in seen:
|             return [seen[target - n], i]
|         seen[n] = i
|     return []
```

Test:

```python
print("ok")
```
""",
        valid=False,
    ),
    "an expression that answers the question is the program where nothing else is": case(
        """
Use sorted:

```python
| sorted(items, key=lambda item: item[1])
```
""",
    ),
    "a block about complexity joins nothing": case(
        """
```python
| def norm(p) -> float:
|     return (p.x ** 2 + p.y ** 2) ** 0.5
```

```
Time:  O(1)
Space: O(1)
```
""",
    ),
    "a traceback is no program": case(
        """
You got:

```
Traceback (most recent call last):
  File "a.py", line 1, in <module>
NameError: name 'x' is not defined
```

Fix:

```python
| def add(a, b):
|     return a + b
```
""",
    ),
    "numbers under a tag of code are output all the same": case(
        """
```python
| def add(a, b):
|     return a + b
```

Output:

```python
3
5
```
""",
    ),
    "a transcript of a session joins nothing": case(
        """
```python
| def add(a, b):
|     return a + b
```

```python
>>> two_sum([2, 7], 9)
[0, 1]
```
""",
    ),
    "a container's recipe is no program beside Python": case(
        """
```dockerfile
FROM python:3.12
COPY . /app
CMD python app.py
```

```python
| def add(a, b):
|     return a + b
```
""",
    ),
    "a page and its style are no program beside its script": case(
        """
index.html

```html
<!DOCTYPE html>
<html>
<body>
<script src="app.js"></script>
</body>
</html>
```

style.css

```css
body {
  margin: 0;
}
```

app.js

```javascript
| document.querySelector('button').addEventListener('click', () => {
|   alert('hi');
| });
```
""",
        language="javascript",
    ),
    "a test file joins nothing": case(
        """
```go
| package main
|
| import "fmt"
|
| func gcd(a, b int) int {
| 	for b != 0 {
| 		a, b = b, a%b
| 	}
| 	return a
| }
|
| func main() {
| 	fmt.Println(gcd(12, 18))
| }
```

main_test.go:

```go
package main

import "testing"

func TestGcd(t *testing.T) {
	if gcd(4, 6) != 2 {
		t.Fail()
	}
}
```
""",
        language="go",
    ),
    "a specification joins nothing": case(
        """
```ruby
| def add(a, b)
|   a + b
| end
```

```ruby
require 'rspec'

describe '#add' do
  it 'adds' do
    expect(add(1, 2)).to eq(3)
  end
end
```
""",
        language="ruby",
    ),
    "facts about a class join nothing": case(
        """
```csharp
| public static class MathUtil
| {
|     public static int Twice(int n) => 2 * n;
| }
```

```csharp
public class MathUtilTests
{
    [Fact]
    public void Twice_Works()
    {
        Assert.Equal(8, MathUtil.Twice(4));
    }
}
```
""",
        language="csharp",
    ),
    "a script is told from the commands that run it": case(
        """
Save as run.sh

```bash
| #!/usr/bin/env bash
| set -euo pipefail
| for f in *.txt; do
|   wc -l "$f"
| done
```

Run:

```bash
chmod +x run.sh
./run.sh
```
""",
        language="bash",
    ),
    "a fence in a comment does not end the block": case(
        """
```rust
| /// Greatest common divisor.
| ///
| /// ```
| /// assert_eq!(gcd(4, 6), 2);
| /// ```
| pub fn gcd(a: u64, b: u64) -> u64 {
|     if b == 0 { a } else { gcd(b, a % b) }
| }
```
""",
        language="rust",
    ),
}


@pytest.mark.parametrize("sentence", list(BESIDE))
def test_only_the_program_is_taken(sentence: str) -> None:
    """Usage, tests, output, and configuration are none of it."""
    marked = BESIDE[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
