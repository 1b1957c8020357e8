"""flake8 in an editor, by way of python-lsp-server: the messages that an editor would send."""

from __future__ import annotations

import queue
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from projects import SHOP
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import WriteProject

FLAKE8 = Path(sysconfig.get_path("scripts")) / "flake8"
OTHERS = ("autopep8", "jedi_completion", "mccabe", "pycodestyle", "pyflakes", "yapf")
PATIENCE = 90.0
"""Seconds that an answer may take on a busy machine."""


class Editor:
    """An editor with one folder open."""

    def __init__(self, root: Path, flake8: dict[str, object]) -> None:
        self.root = root
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.version = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pylsp"],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.writer = JsonRpcStreamWriter(self.process.stdin)
        reader = JsonRpcStreamReader(self.process.stdout)
        self.listener = threading.Thread(target=reader.listen, args=(self.received.put,))
        self.listener.start()
        plugins: dict[str, object] = {name: {"enabled": False} for name in OTHERS}
        plugins["flake8"] = {"enabled": True, "executable": str(FLAKE8), **flake8}
        self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities={})
        self.tell("initialized")
        settings = {"pylsp": {"plugins": plugins}}
        self.tell("workspace/didChangeConfiguration", settings=settings)

    def tell(self, method: str, **parameters: object) -> None:
        self.writer.write({"jsonrpc": "2.0", "method": method, "params": parameters})

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        self.writer.write(request)
        return self.next(lambda message: message.get("id") == 1)

    def next(self, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted; others are passed over."""
        ends = time.monotonic() + PATIENCE
        while True:
            message = self.received.get(timeout=max(0.0, ends - time.monotonic()))
            if is_wanted(message):
                return message

    def open(self, name: str) -> list[Any]:
        text = (self.root / name).read_text(encoding="utf-8")
        uri = (self.root / name).as_uri()
        item = {"uri": uri, "languageId": "python", "version": self.version, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.shown(uri)

    def edit(self, name: str, text: str) -> list[Any]:
        """Replace the text of an open file, and leave it unsaved."""
        self.version += 1
        uri = (self.root / name).as_uri()
        document = {"uri": uri, "version": self.version}
        change = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", **change)
        return self.shown(uri)

    def shown(self, uri: str) -> list[Any]:
        """The diagnostics of ours that are shown next at a file."""
        message = self.next(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == uri
            )
        )
        diagnostics = message["params"]["diagnostics"]
        return [item for item in diagnostics if str(item.get("code")).startswith("HS")]

    def quit(self) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self.process.wait(PATIENCE)
        self.listener.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


@pytest.fixture
def shop(write_project: WriteProject) -> Path:
    return write_project(SHOP)


@pytest.fixture
def settings() -> dict[str, object]:
    return {}


@pytest.fixture
def editor(shop: Path, settings: dict[str, object]) -> Iterator[Editor]:
    user = Editor(shop, settings)
    yield user
    user.quit()


def test_findings_come_and_go_with_the_unsaved_text(editor: Editor) -> None:
    (shown,) = editor.open("views.py")
    assert shown["code"] == "HS101"
    assert shown["range"]["start"] == {"line": 9, "character": 4}
    assert "This is a write; the definition is at store.py:1." in shown["message"]
    assert editor.edit("views.py", SHOP["views.py"].replace(".append(name)", "")) == []
    (shown,) = editor.edit("views.py", "# one line more\n" + SHOP["views.py"])
    assert shown["range"]["start"] == {"line": 10, "character": 4}
    assert editor.edit("views.py", SHOP["views.py"] + "\nx = (\n") == []


def test_the_definition_is_reported_too(editor: Editor) -> None:
    (shown,) = editor.open("store.py")
    assert shown["range"]["start"] == {"line": 0, "character": 0}
    assert shown["message"].startswith("HS101 `VISITS` is written while serving `POST /visit/")
    assert editor.edit("store.py", "VISITS = []  # noqa: HS101\n") == []
    assert editor.edit("store.py", "VISITS = []  # stateful[HS101]: one worker\n") == []
    assert len(editor.edit("store.py", SHOP["store.py"])) == 1


@pytest.mark.parametrize(
    ("settings", "count"),
    [
        ({"select": ["HS"]}, 1),
        ({"select": ["E"], "extendSelect": ["HS1"]}, 1),
        ({"extendIgnore": ["HS"]}, 0),
        ({"perFileIgnores": ["views.py:HS101"]}, 0),
    ],
)
def test_the_editors_settings_reach_flake8(editor: Editor, count: int) -> None:
    assert len(editor.open("views.py")) == count
