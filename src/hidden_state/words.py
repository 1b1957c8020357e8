"""Names as words: a hint which rule speaks, never whether one does."""

from __future__ import annotations

import re

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
