"""One short program in each language that has a parser."""

PROGRAMS = {
    "python": '''
def count_vowels(text):
    """Count the vowels of a text."""
    total = 0
    for letter in text.lower():
        total += letter in "aeiou"
    return total
''',
    "javascript": """
function countVowels(text) {
  let total = 0;
  for (const letter of text.toLowerCase()) {
    total += "aeiou".includes(letter) ? 1 : 0;
  }
  return total;
}
""",
    "typescript": """
interface Tally {
  vowels: number;
}

export function countVowels(text: string): Tally {
  const letters: string[] = text.toLowerCase().split("");
  return { vowels: letters.filter((letter) => "aeiou".includes(letter)).length };
}
""",
    "java": """
import java.util.*;

class Solution {
    public int countVowels(String text) {
        int total = 0;
        for (char letter : text.toCharArray()) {
            total += "aeiou".indexOf(letter) >= 0 ? 1 : 0;
        }
        return total;
    }
}
""",
    "c": """
#include <string.h>

int count_vowels(const char *text) {
    int total = 0;
    for (size_t i = 0; i < strlen(text); i++) {
        total += strchr("aeiou", text[i]) != NULL;
    }
    return total;
}
""",
    "cpp": """
#include <string>
using namespace std;

class Solution {
public:
    int countVowels(const string& text) {
        int total = 0;
        for (char letter : text) total += string("aeiou").find(letter) != string::npos;
        return total;
    }
};
""",
    "go": """
package main

import "strings"

func countVowels(text string) int {
	total := 0
	for _, letter := range text {
		if strings.ContainsRune("aeiou", letter) {
			total++
		}
	}
	return total
}
""",
    "rust": """
pub fn count_vowels(text: &str) -> usize {
    text.chars()
        .filter(|letter| "aeiou".contains(*letter))
        .count()
}
""",
    "csharp": """
using System.Linq;

public class Solution
{
    public int CountVowels(string text)
    {
        return text.Count(letter => "aeiou".Contains(letter));
    }
}
""",
    "php": """
<?php

function countVowels(string $text): int
{
    $total = 0;
    foreach (str_split($text) as $letter) {
        $total += strpos("aeiou", $letter) !== false ? 1 : 0;
    }
    return $total;
}
""",
    "ruby": """
def count_vowels(text)
  total = 0
  text.each_char do |letter|
    total += 1 if "aeiou".include?(letter)
  end
  total
end
""",
    "kotlin": """
fun countVowels(text: String): Int {
    var total = 0
    for (letter in text.lowercase()) {
        if (letter in "aeiou") total++
    }
    return total
}
""",
    "swift": """
func countVowels(_ text: String) -> Int {
    var total = 0
    for letter in text.lowercased() {
        total += "aeiou".contains(letter) ? 1 : 0
    }
    return total
}
""",
    "scala": """
object Solution {
  def countVowels(text: String): Int = {
    text.toLowerCase.count(letter => "aeiou".contains(letter))
  }
}
""",
    "bash": """
#!/bin/bash

count_vowels() {
    local vowels="${1//[^aeiou]/}"
    echo "${#vowels}"
}
""",
    "sql": """
SELECT customer_id, SUM(amount) AS total
FROM orders
WHERE placed_on >= '2024-01-01'
GROUP BY customer_id
ORDER BY total DESC;
""",
}


def program_in(language: str) -> str:
    """Return a program without line ends around it."""
    return PROGRAMS[language].strip("\n")
