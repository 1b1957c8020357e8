from __future__ import annotations

import pytest
from msgspec.structs import replace
from projects import finding

from hidden_state.finding import Entry, Step, Write
from hidden_state.reporters.text import line_of
from hidden_state.session.elsewhere import at_writes, seen_from

FOUND = replace(
    finding(),
    writes=(
        Write(path="shop/store.py", line=8, column=5, how="del"),
        Write(path="shop/cart.py", line=9, column=3, how="item assignment"),
    ),
    entry=Entry(kind="route", name="POST /d", path="urls.py", line=2),
    chain=(
        Step(path="shop/views.py", line=9, function="shop.views.d"),
        Step(path="shop/cart.py", line=20, function="shop.cart.put"),
    ),
)


def test_writes_in_the_file_of_the_definition_are_no_places_of_their_own() -> None:
    (seen,) = at_writes(FOUND)
    assert (seen.path, seen.line, seen.column) == ("shop/cart.py", 9, 3)
    assert (seen.definition, seen.fingerprint) == (FOUND.definition, FOUND.fingerprint)
    assert line_of(seen) == (
        "shop/cart.py:9:3: HS101 `D` is written while serving. "
        "This is a write; the definition is at shop/store.py:3. Keep it in Redis"
    )


@pytest.mark.parametrize(
    ("chosen", "place", "said"),
    [
        ({"shop/store.py", "shop/cart.py"}, "shop/store.py:3:1", "serving. Keep"),
        ({"shop/cart.py", "shop/views.py"}, "shop/cart.py:9:3", "This is a write; "),
        ({"shop/views.py", "urls.py"}, "shop/views.py:9:1", "This leads to a write; "),
        ({"urls.py"}, "urls.py:2:1", "This leads to a write; the definition is at shop/store.py:3"),
    ],
)
def test_the_nearest_place_is_the_one(chosen: set[str], place: str, said: str) -> None:
    seen = seen_from(FOUND, chosen.__contains__)
    assert seen is not None
    assert f"{seen.path}:{seen.line}:{seen.column}" == place
    assert said in line_of(seen)


def test_who_has_no_part_in_it_sees_nothing() -> None:
    assert seen_from(FOUND, {"other.py"}.__contains__) is None
    assert seen_from(replace(FOUND, entry=None), {"urls.py"}.__contains__) is None
