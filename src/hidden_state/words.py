"""Words: of names, a hint which rule speaks, never whether one does; and numbers of things."""

from __future__ import annotations

import re

SEPARATORS = re.compile(r"[-_.]+")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_in(text: str) -> frozenset[str]:
    """Return the words of TEXT in lower case: `lastTicketID` and `last_ticket_id` have the same."""
    return frozenset(word.lower() for word in WORD.findall(text))


def has_word(symbol: str, words: frozenset[str]) -> bool:
    """Whether the last part of SYMBOL has one of WORDS among its words."""
    return not words.isdisjoint(words_in(symbol.rpartition(".")[2]))


def owner_has_word(symbol: str, words: frozenset[str]) -> bool:
    """Whether what holds SYMBOL, the class of a field, has one of WORDS among its words."""
    return not words.isdisjoint(words_in(symbol.rpartition(".")[0]))


def counted(number: int, noun: str) -> str:
    """Return NUMBER and NOUN, in the plural where there is not one."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("ry") else f"{number} {noun}s"


def normalised(distribution: str) -> str:
    """Return the name of a DISTRIBUTION as it is compared: in lower case, parted by hyphens."""
    return SEPARATORS.sub("-", distribution).lower()
