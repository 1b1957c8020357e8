"""What the server answers to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from hidden_state.baseline.entry import BaselineError
from hidden_state.lsp.actions import ADD, actions_for, add_to_baseline
from hidden_state.lsp.diagnostics import SOURCE
from hidden_state.lsp.hover import explanation
from hidden_state.lsp.server import Server

if TYPE_CHECKING:
    from hidden_state.finding import Finding


def serve() -> None:
    """Answer on standard input and output until the client says goodbye."""
    server = Server()
    _follow_documents(server)
    _explain(server)
    _act(server)
    server.start_io()


def _follow_documents(server: Server) -> None:
    """Look again whenever a text changes, in the editor or on disk."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.notice([params.text_document.uri])

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.notice([params.text_document.uri])

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.notice([params.text_document.uri])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        server.notice([uri])

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed_on_disk(params: types.DidChangeWatchedFilesParams) -> None:
        server.notice_all()


def _explain(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        seen = server.seen_at(params.text_document.uri)
        line = params.position.line + 1
        found = [item for item in seen[2] if item.line <= line <= item.end_line] if seen else []
        if not found:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, explanation(found)))


def _act(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        seen = server.seen_at(params.text_document.uri)
        if seen is None:
            return []
        view, places, found = seen
        return [
            action
            for diagnostic in params.context.diagnostics
            for finding in found
            if _shows(diagnostic, finding)
            for action in actions_for(finding, diagnostic, view, places)
        ]

    @server.command(ADD)
    def add(root: str, fingerprint: str) -> None:
        view = server.views.get(Path(root))
        if view is None or view.config.baseline is None:
            return
        for finding in view.findings:
            if finding.fingerprint == fingerprint:
                try:
                    add_to_baseline(view.config.baseline, finding)
                except (BaselineError, OSError) as error:
                    server.complain(view.config.root, f"{view.config.baseline}: {error}")
        server.notice_all()


def _shows(diagnostic: types.Diagnostic, finding: Finding) -> bool:
    """Answer whether DIAGNOSTIC is about FINDING."""
    is_ours = diagnostic.source == SOURCE and diagnostic.code == finding.code
    return is_ours and diagnostic.range.start.line == finding.line - 1
