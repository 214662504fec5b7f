"""Programs without fences in languages other than Python."""

import pytest

from tests.extraction.marked_answer import MarkedAnswer, case

BARE: dict[str, MarkedAnswer] = {
    "JavaScript between prose is found": case(
        """
Sure:

| function add(a, b) {
|   return a + b;
| }

Call it with add(1, 2).
""",
        language="javascript",
        asked_for="javascript",
    ),
    "Go between prose is found": case(
        """
Here is the Go program.

| package main
|
| import "fmt"
|
| func main() {
| 	fmt.Println("hi")
| }

It prints hi.
""",
        language="go",
        asked_for="go",
    ),
    "Rust between prose is found": case(
        """
Here's the code:

| use std::io;
|
| fn main() {
|     let mut s = String::new();
|     io::stdin().read_line(&mut s).unwrap();
|     println!("{}", s.trim());
| }

It echoes a line.
""",
        language="rust",
        asked_for="rust",
    ),
    "C++ between prose is found": case(
        """
The idea is binary search.

| #include <bits/stdc++.h>
| using namespace std;
|
| int main() {
|     int n;
|     cin >> n;
|     cout << n;
| }

Complexity: O(1).
""",
        language="cpp",
    ),
    "a query between prose is found": case(
        """
You can use this query:

| SELECT name
| FROM users
| WHERE age > 30;

It returns the names of users older than 30.
""",
        language="sql",
        asked_for="sql",
    ),
    "a class that breaks off is a program though it holds only a main": case(
        """
| using System;
|
| class P
| {
|     static void Main()
|     {
|         Console.WriteLine(
""",
        language="csharp",
        valid=False,
        asked_for="csharp",
    ),
    "Ruby between prose is found": case(
        """
Here you go:

| def add(a, b)
|   a + b
| end
|
| puts add(1, 2)

This prints 3.
""",
        language="ruby",
        asked_for="ruby",
    ),
    "a program of a contest is found whole": case(
        """
| #include <bits/stdc++.h>
| using namespace std;
| int main() {
|     int n;
|     cin >> n;
|     cout << n * 2 << endl;
|     return 0;
| }
""",
        language="cpp",
        asked_for="cpp",
    ),
    "imports and main class are one program": case(
        """
Here's the Java solution:

| import java.util.*;
|
| public class Main {
|     public static void main(String[] args) {
|         Scanner in = new Scanner(System.in);
|         System.out.println(in.nextInt() * 2);
|     }
| }

It reads a number and doubles it.
""",
        language="java",
    ),
}


@pytest.mark.parametrize("sentence", list(BARE))
def test_the_program_is_found(sentence: str) -> None:
    """The program is what is marked: no prose, and no line less."""
    marked = BARE[sentence]
    found = marked.extraction()

    assert marked.is_found_in(found), found
