from __future__ import annotations

import pytest

from hidden_state.session.unsaved import encoded


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("x = 'é'\n", "x = 'é'\n".encode()),
        ("# coding: latin-1\nx = 'é'\n", b"# coding: latin-1\nx = '\xe9'\n"),
        ("# coding: latin-1\nx = '\u20ac'\n", "# coding: latin-1\nx = '\u20ac'\n".encode()),
        ("# coding: klingon\n", b"# coding: klingon\n"),
    ],
)
def test_text_goes_back_to_its_encoding(source: str, content: bytes) -> None:
    assert encoded(source) == content
