"""One small program of each language, with strings and comments that an edit must leave alone."""

PROGRAMS = {
    "python": '''def total(values, limit=3):
    """Add up
    # what is no comment
    """
    result = 0
    for value in values:
        if value > limit:
            result += value
        else:
            result -= 1
    text = """a
  # b
"""
    return result + len(text)


print(total([1, 5, 7]))
''',
    "javascript": """const text = `a
  // b`;
function total(values) {
  let result = 0;
  for (const value of values) {
    if (value > 3) {
      result += value;
    }
  }
  return result;
}
console.log(total([1, 5]), text);
""",
    "typescript": """function total(values: number[]): number {
  let result: number = 0;
  values.forEach((value) => {
    result += value;
  });
  return result;
}
""",
    "java": """import java.util.*;

public class Main {
    static int total(int[] values) {
        int result = 0;
        for (int value : values) {
            if (value > 3) {
                result += value;
            }
        }
        String text = "// no comment";
        return result + text.length();
    }

    public static void main(String[] arguments) {
        System.out.println(total(new int[] {1, 5, 7}));
    }
}
""",
    "c": """#include <stdio.h>
#define TWICE(x) \\
    ((x) * 2)

int total(int *values, int count) {
    int result = 0;
    for (int i = 0; i < count; i++) {
        result += TWICE(values[i]);
    }
    return result;
}

int main(void) {
    int values[] = {1, 5};
    printf("%d /* no comment */\\n", total(values, 2));
    return 0;
}
""",
    "cpp": """#include <iostream>
#include <vector>
using namespace std;

class Solution {
public:
    int total(vector<int>& values) {
        int result = 0;
        for (int value : values) {
            if (value > 3) {
                result += value;
            } else result--;
        }
        return result;
    }
};

int main() {
    vector<int> values = {1, 5};
    string text = R"(a
  // b)";
    cout << Solution().total(values) << text << endl;
    return 0;
}
""",
    "go": """package main

import "fmt"

func total(values []int) int {
	result := 0
	for _, value := range values {
		if value > 3 {
			result += value
		}
	}
	return result
}

func main() {
	fmt.Println(total([]int{1, 5}), `a
  // b`)
}
""",
    "rust": """fn total(values: &[i64]) -> i64 {
    let mut result = 0;
    for value in values {
        if *value > 3 {
            result += value;
        }
    }
    result
}

fn main() {
    #[allow(unused)]
    let text = "a
  // b";
    println!("{}", total(&[1, 5]));
}
""",
    "csharp": """using System;

class Program
{
    static int Total(int[] values)
    {
        int result = 0;
        foreach (var value in values)
        {
            result += value;
        }
        return result;
    }

    static void Main() {
        string text = @"a
  // b";
        Console.WriteLine(Total(new int[] {1, 5}));
    }
}
""",
    "php": """<?php
function total($values) {
    $result = 0;
    foreach ($values as $value) {
        if ($value > 3) {
            $result += $value;
        }
    }
    return $result;
}
$text = <<<END
a
  // b
END;
echo total([1, 5]);
?>
""",
    "ruby": """def total(values)
  result = 0
  values.each do |value|
    if value > 3
      result += value
    end
  end
  result
end

text = <<~TEXT
  a
    # b
TEXT
puts total([1, 5]), text
""",
    "kotlin": '''fun total(values: List<Int>): Int {
    var result = 0
    for (value in values) {
        if (value > 3) {
            result += value
        }
    }
    return result
}

fun main() {
    val text = """a
  // b"""
    println(total(listOf(1, 5)))
}
''',
    "swift": '''func total(_ values: [Int]) -> Int {
    var result = 0
    for value in values {
        if value > 3 {
            result += value
        }
    }
    return result
}

let text = """
a
  // b
"""
print(total([1, 5]), text)
''',
    "scala": """object Main {
  def total(values: List[Int]): Int = {
    var result = 0
    for (value <- values) {
      if (value > 3) {
        result += value
      }
    }
    result
  }

  def main(args: Array[String]): Unit = {
    println(total(List(1, 5)))
  }
}
""",
    "bash": """#!/bin/bash
total() {
  local result=0
  for value in "$@"; do
    if [ "$value" -gt 3 ]; then
      result=$((result + value))
    fi
  done
  echo "$result"
}
cat <<END
a
  # b
END
total 1 \\
  5
""",
    "sql": """CREATE TABLE people (name TEXT, age INTEGER);
INSERT INTO people VALUES ('ann', 7);
SELECT name,
       '-- no comment' AS text
FROM people
WHERE age > 3;
SELECT count(*) FROM people;
""",
}
