"""Names as words."""

from __future__ import annotations

import pytest

from hidden_state.words import has_word, owner_has_word, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("last_ticket_id", {"last", "ticket", "id"}),
        ("lastTicketID", {"last", "ticket", "id"}),
        ("HTTPSession", {"http", "session"}),
        ("_waiting2", {"waiting"}),
        ("POST /login", {"post", "login"}),
        ("", set()),
    ],
)
def test_words_in(text: str, words: set[str]) -> None:
    assert words_in(text) == words


def test_the_last_part_and_its_owner_are_told_apart() -> None:
    words = frozenset({"cart"})
    assert has_word("Store.cart", words)
    assert not has_word("CartStore.items", words)
    assert owner_has_word("CartStore.items", words)
    assert not owner_has_word("cart", words)
