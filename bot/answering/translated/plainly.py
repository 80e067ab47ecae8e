"""Plainly: English that other words say more plainly."""

import re

_PLAINLY = tuple(
    (re.compile(pattern, re.I), instead)
    for pattern, instead in (
        (r"\b[Nn]o\. ?(?=\d)", ""),
        (r"\b(\d+)(?:st|nd|rd|th)[ -]grade", r"grade \1"),
        (r"\bHa Noi\b", "Hanoi"),
        (r"\b(?:un)?til the end of (?=\d)", "until "),
        (r"\bto the end of (?=\d)", "until "),
        (r"\b[Ff]ree (?:up )?(space|memory|storage|room)\b", r"clear \1"),
        (r"\b((?:do|does) not|don't|doesn't)( have to| need to)? pay (?=(?:a second|twice|again|"
         r"value|personal|income|land|(?:any |the |that )?tax|(?:a |the )?fines?|anyone|anybody|"
         r"anything|strangers|them|him)\b)",
         r"\1\2 settle "),
        (r"\b(may|might|can|could) be free\b(?! of)", r"\1 be waived"),
        (r"\b(the|all|any|your) required (?=[a-z])", r"\1 "),
        (r"\bby (\d+/\d[\d/]*) at the latest\b", r"no later than \1"),
        (r"\b(if|If) (?:it|that|this) (?:does not|doesn't) (?:help|solve it|solve the problem)\b",
         r"\1 it does not work"),
        (r"\b(?:[Ww]e |[Tt]hey )?(?:have |has )?(?:not (?:found|seen) any|found no|seen no) rule\b",
         "no rule"),
        (r"\bno rule (?:was|is|has been) (?:found|seen)\b", "no rule"),
        (r"\bunder the (?=\d{4}\b)", "of the "),
        (r"\b(closed|changed|ended|stopped|started) on (?=\d+/)", r"\1 since "),
        (r"\b(is|are|be|aged|child|children|anyone|those|people|to) (under|over) (\d{1,2})"
         r"(?=[,.;]| and| or| who| with| can| may| must| need| has| have| the|$)",
         r"\1 \2 \3 years old"),
    )
)  # fmt: skip
"""English that other words say more plainly: figures and what only looks like one."""


def plainly(text: str) -> str:
    """The sentence with figures, and what only looks like one, in words that can be held
    against a Vietnamese guide."""
    for pattern, instead in _PLAINLY:
        text = pattern.sub(instead, text)
    return text
