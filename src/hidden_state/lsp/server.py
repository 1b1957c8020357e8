"""The state of the server: which projects are to be looked at, and what was seen there."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer

import hidden_state
from hidden_state.config import ConfigurationError
from hidden_state.configuration import find_root
from hidden_state.discovery import key_of
from hidden_state.lsp.diagnostics import diagnostic_of
from hidden_state.lsp.places import Places, path_of
from hidden_state.lsp.project import View, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hidden_state.finding import Finding

LOG = logging.getLogger(__name__)
DELAY = 0.15
"""Seconds of silence in the typing after which a project is looked at."""


class Server(LanguageServer):
    """A server that looks at the projects of open documents, one after the other."""

    def __init__(self) -> None:
        super().__init__("hidden-state", hidden_state.__version__)
        self.views: dict[Path, View] = {}
        self.said: dict[Path, str] = {}
        self._waiting: set[Path] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._work: asyncio.Task[None] | None = None

    def notice(self, uris: Iterable[str]) -> None:
        """Look again, soon, at the projects that the documents URIS are in."""
        self._waiting.update(find_root(path) for uri in uris if (path := path_of(uri)) is not None)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(DELAY, self._begin)

    def notice_all(self) -> None:
        """Look again, soon, at the projects of all open documents."""
        self.notice(list(self.workspace.text_documents))

    def seen_at(self, uri: str) -> tuple[View, Places, list[Finding]] | None:
        """Return the project of a document, its places, and what is to be shown in the document."""
        path = path_of(uri)
        root = find_root(path) if path else None
        if path is None or root is None or root not in self.views:
            return None
        view = self.views[root]
        found = list(view.places(key_of(os.fspath(root), os.fspath(path))))
        return view, Places(root, self.workspace), found

    def complain(self, root: Path, message: str) -> None:
        """Show what is wrong with the project at ROOT, once as long as it stays the same."""
        if self.said.get(root) != message:
            self.said[root] = message
            kind = types.MessageType.Error
            self.window_show_message(types.ShowMessageParams(kind, f"hidden-state: {message}"))

    def _begin(self) -> None:
        if self._work is None or self._work.done():
            self._work = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        """Look at the projects that wait, and show what is there."""
        while self._waiting:
            root = self._waiting.pop()
            texts = dict(self._texts(root))
            try:
                view = await asyncio.to_thread(look, root, texts)
            except ConfigurationError as error:
                self.views.pop(root, None)
                self.complain(root, str(error))
            except Exception as error:
                self.complain(root, f"this is a fault of hidden-state: {error!r}")
                LOG.exception("while looking at %s", root)
            else:
                self.said.pop(root, None)
                if not view.is_whole and root in self.views:
                    continue  # what is typed is no Python yet: what was shown stays
                self.views[root] = view
            if root not in self._waiting:
                self._publish(root)

    def _texts(self, root: Path) -> Iterator[tuple[Path, str]]:
        """Yield the open documents in the project at ROOT, with their text."""
        for uri, document in self.workspace.text_documents.items():
            path = path_of(uri)
            if path is not None and find_root(path) == root:
                yield path, document.source

    def _publish(self, root: Path) -> None:
        """Show what was seen in the project at ROOT in the documents that are open."""
        for uri, document in self.workspace.text_documents.items():
            path = path_of(uri)
            if path is None or find_root(path) != root:
                continue
            _, places, found = self.seen_at(uri) or (None, Places(root, self.workspace), [])
            has_related = self._has_related()
            shown = [diagnostic_of(item, places, has_related=has_related) for item in found]
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, shown, document.version)
            )

    def _has_related(self) -> bool:
        """Answer whether the client shows related locations."""
        documents = self.client_capabilities.text_document
        publishing = documents.publish_diagnostics if documents else None
        return bool(publishing and publishing.related_information)
