"""Ordering."""

from flask import Blueprint, abort, request

from shop import tokens
from shop.catalogue import PRICES


class OrderBook:
    """The orders, numbered."""

    def __init__(self) -> None:
        self.last = 0
        self.orders: dict[int, dict[str, str]] = {}

    def add(self, user: str, fruit: str) -> int:
        """Keep an order, and return its number."""
        self.last += 1
        self.orders[self.last] = {"user": user, "fruit": fruit}
        return self.last


book = OrderBook()
pages = Blueprint("orders", __name__)


@pages.post("/orders")
def order() -> dict[str, int]:
    """Order a fruit."""
    user = tokens.owner(request.headers.get("X-Token", ""))
    if user is None:
        abort(401)
    if request.form["fruit"] not in PRICES:
        abort(404)
    return {"number": book.add(user, request.form["fruit"])}
