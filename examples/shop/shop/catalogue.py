"""What there is to buy."""

from flask import Blueprint, abort

# Filled when the module is imported and never changed: no hidden state.
PRICES = {"apple": 40, "pear": 55, "plum": 30}

_labels: dict[str, str] = {}

pages = Blueprint("catalogue", __name__)


@pages.get("/fruit/<name>")
def fruit(name: str) -> dict[str, str]:
    """Describe a fruit."""
    if name not in PRICES:
        abort(404)
    if name not in _labels:
        _labels[name] = f"{name.title()}: {PRICES[name]} cents"
    return {"label": _labels[name]}
