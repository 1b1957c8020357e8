"""YAML as a tree whose parts know their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

MOST_DOCUMENTS = 200


class Branch(NamedTuple):
    """A part of a document; none of it may be there."""

    node: yaml.Node | None

    @property
    def text(self) -> str:
        """The scalar as it is written, '' if it is none."""
        value = getattr(self.node, "value", None)
        return value if isinstance(value, str) else ""

    @property
    def is_scalar(self) -> bool:
        """Whether it is there and neither mapping nor list."""
        return getattr(self.node, "id", "") == "scalar"

    @property
    def number(self) -> int | None:
        """The whole number, None if it is none."""
        return int(self.text) if self.text.isascii() and self.text.isdigit() else None

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line."""
        if self.node is None:
            return 1, 1
        first, end = self.node.start_mark.line + 1, self.node.end_mark
        return first, max(first, end.line + (1 if end.column else 0))

    def get(self, *keys: str) -> Branch:
        """Return what is below KEYS."""
        here = self
        for key in keys:
            here = next((value for name, value in here.items() if name.text == key), NOTHING)
        return here

    def items(self) -> Iterator[tuple[Branch, Branch]]:
        """Yield the keys of a mapping and what they lead to."""
        if getattr(self.node, "id", "") == "mapping":
            for key, value in getattr(self.node, "value", ()):
                yield Branch(key), Branch(value)

    def elements(self) -> Iterator[Branch]:
        """Yield the elements of a list."""
        if getattr(self.node, "id", "") == "sequence":
            yield from map(Branch, getattr(self.node, "value", ()))

    def words(self) -> list[str]:
        """Return the scalars of a list, or nothing."""
        return [element.text for element in self.elements()]


NOTHING = Branch(None)


def documents(text: str) -> list[Branch]:
    """Return the documents of TEXT; raise `yaml.YAMLError` or `RecursionError` if it is no YAML."""
    import yaml

    loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for node in yaml.compose_all(text, Loader=loader):
        found.append(Branch(node))
        if len(found) >= MOST_DOCUMENTS:
            break
    return found
