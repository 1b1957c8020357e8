"""What can be done about a finding from within an editor: accept it, or make it known."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING

from lsprotocol import types

from hidden_state.baseline.entry import entry_of, read, write
from hidden_state.fixes.acceptance import accept_at
from hidden_state.fixes.errors import FixError
from hidden_state.session.unsaved import encoded
from hidden_state.tool import CATEGORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hidden_state.finding import Finding
    from hidden_state.lsp.places import Places
    from hidden_state.lsp.project import View

ADD = "hidden-state.addToBaseline"


def actions_for(
    finding: Finding, diagnostic: types.Diagnostic, view: View, places: Places
) -> Iterator[types.CodeAction]:
    """Yield what can be done about FINDING, which DIAGNOSTIC shows."""
    if finding.category == CATEGORY:
        return
    name = f"{finding.code} `{finding.symbol}`"
    edit = _acceptance(finding, places)
    if edit is not None:
        yield types.CodeAction(
            title=f"Accept {name}: write the reason",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=edit,
        )
    if view.config.baseline is not None:
        title = f"Add {name} to the baseline"
        arguments: list[object] = [str(view.config.root), finding.fingerprint]
        yield types.CodeAction(
            title=title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            command=types.Command(title, ADD, arguments=arguments),
        )


def add_to_baseline(file: Path, finding: Finding) -> None:
    """Make FINDING known to the baseline FILE; raise BaselineError or OSError if that fails."""
    known = [line.entry for line in read(file)] if file.exists() else []
    write(file, [*known, entry_of(finding)])


def _acceptance(finding: Finding, places: Places) -> types.WorkspaceEdit | None:
    """Return the edit that writes a comment at the definition; its reason is left to be written.

    Until there is one, HS002 stands in the place of the finding.
    """
    path = finding.definition.path
    lines = places.lines(path)
    source = encoded("".join(lines))
    comment = f"# stateful[{finding.code}]:"
    try:
        changed = _decoded(accept_at(source, finding.definition.line, comment))
    except (FixError, UnicodeError):
        return None
    edit = _difference(lines, changed.splitlines(keepends=True))
    return types.WorkspaceEdit(changes={places.uri(path): [edit]})


def _difference(old: Sequence[str], new: Sequence[str]) -> types.TextEdit:
    """Return the edit of whole lines that makes OLD NEW."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    start, stop = types.Position(first, 0), types.Position(len(old) - last, 0)
    return types.TextEdit(types.Range(start, stop), "".join(new[first : len(new) - last]))


def _decoded(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return content.decode(encoding)
