"""Programs in several blocks, in languages that are compiled."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

PARTS: dict[str, MarkedAnswer] = {
    "a struct and all of its methods are one program, however short the struct": case(
        """
Type:

```go
| type Stack struct {
| 	items []int
| }
```

Push:

```go
| func (s *Stack) Push(v int) {
| 	s.items = append(s.items, v)
| }
```

Pop:

```go
| func (s *Stack) Pop() int {
| 	v := s.items[len(s.items)-1]
| 	s.items = s.items[:len(s.items)-1]
| 	return v
| }
```

Use:

```go
s := &Stack{}
s.Push(1)
fmt.Println(s.Pop())
```
""",
        language="go",
    ),
    "an interface joins its implementation": case(
        """
```java
| interface Shape {
|     double area();
| }
```

```java
| class Circle implements Shape {
|     private final double r;
|
|     Circle(double r) {
|         this.r = r;
|     }
|
|     public double area() {
|         return Math.PI * r * r;
|     }
| }
```

```java
public class Main {
    public static void main(String[] args) {
        System.out.println(new Circle(1).area());
    }
}
```
""",
        language="java",
    ),
    "a main class that reads input joins": case(
        """
```java
| public class Solution {
|     public static int gcd(int a, int b) {
|         return b == 0 ? a : gcd(b, a % b);
|     }
| }
```

Main:

```java
| import java.util.Scanner;
|
| public class Main {
|     public static void main(String[] args) {
|         Scanner in = new Scanner(System.in);
|         System.out.println(Solution.gcd(in.nextInt(), in.nextInt()));
|     }
| }
```
""",
        language="java",
    ),
    "prototypes join the functions that they declare": case(
        r"""
list.h

```c
| #ifndef LIST_H
| #define LIST_H
|
| typedef struct node {
|     int value;
|     struct node *next;
| } node_t;
|
| node_t *push(node_t *head, int value);
|
| #endif
```

list.c

```c
| #include "list.h"
| #include <stdlib.h>
|
| node_t *push(node_t *head, int value) {
|     node_t *node = malloc(sizeof *node);
|     node->value = value;
|     node->next = head;
|     return node;
| }
```

main.c

```c
#include "list.h"
#include <stdio.h>

int main(void) {
    node_t *list = push(NULL, 1);
    printf("%d\n", list->value);
    return 0;
}
```
""",
        language="c",
    ),
    "includes in a block of their own join": case(
        """
```c
| #include <stdio.h>
| #include <stdlib.h>
```

```c
| int twice(int n) {
|     return 2 * n;
| }
```
""",
        language="c",
    ),
    "a main that reads input joins": case(
        """
```cpp
| #include <numeric>
|
| int gcd(int a, int b) {
|     return b == 0 ? a : gcd(b, a % b);
| }
```

Main:

```cpp
| #include <iostream>
|
| int main() {
|     int a, b;
|     std::cin >> a >> b;
|     std::cout << gcd(a, b) << std::endl;
| }
```
""",
        language="cpp",
    ),
    "a struct joins its implementation": case(
        """
```rust
| struct Counter {
|     n: u32,
| }
```

```rust
| impl Counter {
|     fn new() -> Self {
|         Counter { n: 0 }
|     }
| }
```

```rust
fn main() {
    let c = Counter::new();
    println!("{}", c.n);
}
```
""",
        language="rust",
    ),
    "a data class joins the function that extends it": case(
        """
```kotlin
| data class Point(val x: Int, val y: Int)
```

```kotlin
| fun Point.norm(): Int = kotlin.math.abs(x) + kotlin.math.abs(y)
```

```kotlin
fun main() {
    println(Point(1, 2).norm())
}
```
""",
        language="kotlin",
    ),
    "a protocol joins what conforms to it": case(
        """
```swift
| protocol Shape {
|     func area() -> Double
| }
```

```swift
| struct Square: Shape {
|     let side: Double
|     func area() -> Double {
|         return side * side
|     }
| }
```

```swift
print(Square(side: 2).area())
```
""",
        language="swift",
    ),
    "a case class joins the object over it": case(
        """
```scala
| case class Point(x: Int, y: Int)
```

```scala
| object Geometry {
|   def norm(p: Point): Int = p.x.abs + p.y.abs
| }
```
""",
        language="scala",
    ),
}


@pytest.mark.parametrize("sentence", list(PARTS))
def test_the_parts_are_joined(sentence: str) -> None:
    """The parts are those whose lines are marked, whatever the language."""
    marked = PARTS[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
