"""The language server, by the messages that an editor and it exchange."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Union

import pytest
from lsprotocol import types
from projects import LOGGED, LOGGING, SHOP, STORE, VIEWS
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

from hidden_state.cli import main

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
    from pathlib import Path

    from cattrs import Converter
    from conftest import WriteProject

SERVER = (sys.executable, "-m", "hidden_state", "lsp", "--stdio")
PATIENCE = 90.0
"""Seconds that an answer may take on a busy machine."""


def converter() -> Converter:
    """The converter of messages, which takes an action that has a command for a command."""

    def action(item: Any, _: object) -> types.Command | types.CodeAction:
        if isinstance(item.get("command"), str):
            return made.structure(item, types.Command)
        return made.structure(item, types.CodeAction)

    make: Callable[[], Converter] = default_converter
    made = make()
    made.register_structure_hook(Union[types.Command, types.CodeAction], action)  # noqa: UP007 - the key it is known by
    return made


class Editor:
    """Opens and edits files below a folder, and keeps what is shown last."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.client = LanguageClient("editor", "1", converter_factory=converter)
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self.news = asyncio.Event()
        self.version = 0
        answer: Callable[[str], Callable[[Callable[[Any], None]], object]] = self.client.feature

        def show(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = list(params.diagnostics)
            self.news.set()

        def say(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self.news.set()

        answer(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(show)
        answer(types.WINDOW_SHOW_MESSAGE)(say)

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    async def open(self, name: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri(name), "python", 0, self.text(name))
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.next(name)

    async def edit(self, name: str, text: str) -> list[types.Diagnostic]:
        """Replace the text of an open file, and leave it unsaved."""
        self.type(name, text)
        return await self.next(name)

    def type(self, name: str, text: str) -> None:
        """Replace the text of an open file, and go on."""
        self.version += 1
        self.shown.pop(self.uri(name), None)
        change = types.TextDocumentContentChangeWholeDocument(text)
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def next(self, name: str) -> list[types.Diagnostic]:
        """What is shown at a file as soon as it is."""
        await self.until(lambda: self.uri(name) in self.shown)
        return self.shown[self.uri(name)]

    async def until(self, holds: Callable[[], object]) -> None:
        while not holds():
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), PATIENCE)

    async def actions(self, name: str, shown: types.Diagnostic) -> dict[str, types.CodeAction]:
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri(name)),
                shown.range,
                types.CodeActionContext([shown]),
            )
        )
        return {item.title: item for item in found or () if isinstance(item, types.CodeAction)}

    async def hover(self, name: str, line: int) -> str:
        document = types.TextDocumentIdentifier(self.uri(name))
        position = types.Position(line, 0)
        found = await self.client.text_document_hover_async(types.HoverParams(document, position))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value


@asynccontextmanager
async def editor(root: Path, *, has_related: bool = True) -> AsyncIterator[Editor]:
    """An editor that is connected to a server of its own."""
    this = Editor(root)
    await this.client.start_io(*SERVER, cwd=root)
    publishing = types.PublishDiagnosticsClientCapabilities(related_information=has_related)
    documents = types.TextDocumentClientCapabilities(publish_diagnostics=publishing)
    capabilities = types.ClientCapabilities(text_document=documents)
    parameters = types.InitializeParams(capabilities, root_uri=root.as_uri())
    await asyncio.wait_for(this.client.initialize_async(parameters), PATIENCE)
    this.client.initialized(types.InitializedParams())
    yield this
    await asyncio.wait_for(this.client.shutdown_async(None), PATIENCE)
    this.client.exit(None)
    stop: Callable[[], Awaitable[None]] = this.client.stop
    await asyncio.wait_for(stop(), PATIENCE)


@pytest.fixture
def shop(write_project: WriteProject) -> Path:
    return write_project(SHOP)


def run(session: Coroutine[object, object, None]) -> None:
    asyncio.run(session)


def test_findings_come_and_go_with_the_unsaved_text(shop: Path) -> None:
    async def session() -> None:
        async with editor(shop) as user:
            (shown,) = await user.open("views.py")
            assert (shown.code, shown.source) == ("HS101", "hidden-state")
            assert shown.severity is types.DiagnosticSeverity.Warning
            assert shown.range.start == types.Position(9, 4)
            assert "This is a write; the definition is at store.py:1." in shown.message
            (shown,) = await user.open("store.py")
            assert shown.range == types.Range(types.Position(0, 0), types.Position(0, 6))
            user.shown.clear()
            assert await user.edit("views.py", VIEWS.replace(".append(name)", "")) == []
            assert await user.next("store.py") == []
            (shown,) = await user.edit("views.py", "# one line more\n" + VIEWS)
            assert shown.range.start.line == 10
            assert user.text("views.py") == VIEWS

    run(session())


def test_what_was_shown_stays_while_the_text_is_no_python(shop: Path) -> None:
    (shop / "broken.py").write_text("(")

    async def session() -> None:
        async with editor(shop) as user:
            assert [shown.code for shown in await user.open("broken.py")] == ["HS001"]
            await user.open("views.py")
            user.shown.clear()
            user.type("views.py", VIEWS + "(")
            await asyncio.sleep(2)
            assert user.shown == {}
            assert await user.hover("views.py", 9) != ""
            assert await user.edit("views.py", "") == []

    run(session())


def test_the_proof_is_related(shop: Path) -> None:
    async def session() -> None:
        async with editor(shop) as user:
            (shown,) = await user.open("store.py")
            related = [
                (item.location.uri, item.location.range.start.line, item.message)
                for item in shown.related_information or ()
            ]
            views = user.uri("views.py")
            assert related == [
                (views, 8, "reached from route `POST /visit/<name>`"),
                (views, 9, "through views.visit"),
                (views, 9, "written here (append())"),
            ]

    run(session())


def test_a_client_without_related_locations_gets_none(shop: Path) -> None:
    async def session() -> None:
        async with editor(shop, has_related=False) as user:
            (shown,) = await user.open("store.py")
            assert shown.related_information is None

    run(session())


def test_columns_are_counted_as_the_protocol_does(shop: Path) -> None:
    (shop / "store.py").write_text("NAME = '\U0001f600'; VISITS = []\n", encoding="utf-8")

    async def session() -> None:
        async with editor(shop) as user:
            (shown,) = await user.open("store.py")
            start = len("NAME = 'xx'; ")
            assert shown.range.start == types.Position(0, start)
            assert shown.range.end == types.Position(0, start + len("VISITS"))

    run(session())


def test_hover_explains(shop: Path) -> None:
    async def session() -> None:
        async with editor(shop) as user:
            await user.open("store.py")
            said = await user.hover("store.py", 0)
            assert said.startswith("**HS101 global-container**\n\n`VISITS` is written while")
            assert "- loss of the instance: " in said
            assert "## Good\n\n```python\n" in said
            await user.open("views.py")
            assert await user.hover("views.py", 0) == ""

    run(session())


def applied(text: str, edit: types.TextEdit | types.AnnotatedTextEdit) -> str:
    """The text after an edit of whole lines."""
    lines = text.splitlines(keepends=True)
    assert (edit.range.start.character, edit.range.end.character) == (0, 0)
    lines[edit.range.start.line : edit.range.end.line] = [edit.new_text]
    return "".join(lines)


@pytest.mark.parametrize("name", ["store.py", "views.py"])
def test_accepting_writes_the_comment_and_leaves_the_reason(shop: Path, name: str) -> None:
    async def session() -> None:
        async with editor(shop) as user:
            await user.open("store.py")
            user.shown.clear()
            (shown,) = await user.open(name) if name != "store.py" else await user.edit(name, STORE)
            found = await user.actions(name, shown)
            action = found["Accept HS101 `VISITS`: write the reason"]
            assert action.edit is not None
            assert action.edit.changes is not None
            ((uri, (edit,)),) = action.edit.changes.items()
            assert uri == user.uri("store.py")
            text = applied(STORE, edit)
            assert text == "VISITS = []  # stateful[HS101]:\n"
            (shown,) = await user.edit("store.py", text)
            assert shown.code == "HS002"
            assert await user.edit("store.py", text.replace(":", ": one worker")) == []

    run(session())


def test_adding_to_the_baseline(shop: Path) -> None:
    (shop / "hidden-state.toml").write_text('baseline = "known.jsonl"\n')
    (shop / "known.jsonl").write_text('{"hidden-state-baseline":1}\n')

    async def session() -> None:
        async with editor(shop) as user:
            (shown,) = await user.open("store.py")
            found = await user.actions("store.py", shown)
            action = found["Add HS101 `VISITS` to the baseline"]
            command = action.command
            assert command is not None
            user.shown.clear()
            parameters = types.ExecuteCommandParams(command.command, command.arguments)
            await user.client.workspace_execute_command_async(parameters)
            assert await user.next("store.py") == []

    run(session())
    (_, entry) = user_lines = (shop / "known.jsonl").read_text().splitlines()
    assert len(user_lines) == 2
    assert json.loads(entry)["symbol"] == "VISITS"


def test_a_wrong_configuration_is_said_and_its_correction_seen(shop: Path) -> None:
    (shop / "hidden-state.toml").write_text("selct = []\n")

    async def session() -> None:
        async with editor(shop) as user:
            assert await user.open("store.py") == []
            (message,) = user.messages
            assert message.endswith("selct: unknown key; did you mean `select`?")
            user.shown.clear()
            (shop / "hidden-state.toml").write_text("")
            change = types.FileEvent(user.uri("hidden-state.toml"), types.FileChangeType.Changed)
            user.client.workspace_did_change_watched_files(
                types.DidChangeWatchedFilesParams([change])
            )
            assert len(await user.next("store.py")) == 1

    run(session())


def test_what_is_excluded_or_no_file_shows_nothing(shop: Path) -> None:
    (shop / "tests").mkdir()
    (shop / "tests" / "app.py").write_text(VIEWS)

    async def session() -> None:
        async with editor(shop) as user:
            item = types.TextDocumentItem("untitled:1", "python", 0, VIEWS)
            user.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
            assert await user.open("tests/app.py") == []
            assert await user.hover("tests/app.py", 9) == ""
            await user.open("views.py")
            assert "untitled:1" not in user.shown

    run(session())


def test_unsaved_configurations_of_logging_count(write_project: WriteProject) -> None:
    root = write_project({"app.py": LOGGED, "logging.ini": LOGGING})

    async def session() -> None:
        async with editor(root) as user:
            (shown,) = await user.open("app.py")
            assert (shown.code, shown.range.start.line) == ("HS304", 4)
            assert [item.range.start.line for item in await user.open("logging.ini")] == [6]
            user.shown.clear()
            await user.edit("logging.ini", LOGGING.replace("shop.log", "/dev/stdout"))
            assert await user.next("app.py") == []

    run(session())


def test_closing_takes_the_findings_away(shop: Path) -> None:
    async def session() -> None:
        async with editor(shop) as user:
            await user.open("store.py")
            await user.open("views.py")
            assert await user.edit("views.py", "") == []
            user.shown.clear()
            document = types.TextDocumentIdentifier(user.uri("views.py"))
            user.client.text_document_did_close(types.DidCloseTextDocumentParams(document))
            assert await user.next("views.py") == []
            await user.until(lambda: user.shown.get(user.uri("store.py")))

    run(session())


def test_without_pygls_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hidden_state.cli.lsp.find_spec", lambda _: None)
    assert main(["lsp"]) == 2
    message = "hidden-state: needs pygls: pip install 'flake8-hidden-state[lsp]'\n"
    assert capsys.readouterr().err == message
