"""Read the files that configure a deployment: from the cache while none of them changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from hidden_state.cache.files import digest
from hidden_state.logs import LogOption
from hidden_state.scaling import Deployment, Scaling
from hidden_state.session.deployment.files import form_of
from hidden_state.session.deployment.page import Page
from hidden_state.session.deployment.remarks import remarks
from hidden_state.session.sources import read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hidden_state.cache.store import Store
    from hidden_state.logs import LogHandler
    from hidden_state.models.server import ServerModels
    from hidden_state.scaling import Variable
    from hidden_state.session.deployment.page import Told
    from hidden_state.session.sources import Snapshot

NAME = "deployments"
IS_MANIFEST = re.compile(r"^(apiVersion|kind):", re.MULTILINE)
CONFIGURATIONS = frozenset({"ini", "conf", "config", "cfg", "yaml", "yml", "json", "toml"})
SPOKEN = ("replicas", "scale:", "sticky", "stickiness", "ffinity", "consistentHash", "persistence")


def deployments(
    files: Snapshot, servers: ServerModels, tool: bytes, store: Store
) -> dict[str, Deployment]:
    """Return what each of FILES says that says anything, by path.

    TOOL identifies who reads them; what was read once is kept in STORE.
    """
    if not files.hashes:
        return {}
    names = (part for path, name in files.hashes.items() for part in (path.encode(), name))
    key = digest(tool, *names)
    body = store.kept(NAME)
    if body.startswith(key):
        try:
            return msgspec.msgpack.decode(body[len(key) :], type=dict[str, Deployment])
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            pass
    found = {path: _of_file(files, path, name, servers) for path, name in files.hashes.items()}
    told = {path: item for path, item in found.items() if item != Deployment()}
    store.keep(NAME, key + msgspec.msgpack.encode(told))
    return told


def parse(path: str, content: bytes, servers: ServerModels) -> Deployment:
    """Return what the file at PATH, relative to the root, says by its CONTENT."""
    text = content.decode("utf-8-sig", "replace")
    noqa, acceptances = remarks(content)
    page = Page(path, text, servers)
    found, fault = _told(page)
    told = tuple(dict.fromkeys(found))
    return Deployment(
        tuple(item for item in told if isinstance(item, Scaling)),
        noqa,
        acceptances,
        fault,
        tuple(_handlers(page)),
        tuple(item for item in told if isinstance(item, LogOption)),
        variables=tuple(_variables(page)),
    )


def _of_file(files: Snapshot, path: str, name: bytes, servers: ServerModels) -> Deployment:
    content = files.contents.get(name)
    if content is None:
        again = read(files.sources[path].path)
        if isinstance(again, str):
            return Deployment(fault=again)
        content = again
    return parse(path, content, servers)


def _handlers(page: Page) -> Iterable[LogHandler]:
    """Return what a page says of logging, if its name ends as that of a configuration does."""
    if page.path.rpartition(".")[2] not in CONFIGURATIONS:
        return ()
    from hidden_state.session.deployment.handlers import handlers

    return handlers(page)


def _variables(page: Page) -> Iterable[Variable]:
    """Return what a page sets in the environment of the application."""
    from hidden_state.session.deployment.variables import variables

    folder, _, name = page.path.rpartition("/")
    form = form_of(name, f"{folder}/" if folder else "")
    return variables(page, form) if form else ()


def _told(page: Page) -> tuple[list[Told], str]:
    """Return what a page says, and why it says nothing, '' if it can be read."""
    from hidden_state.session.deployment import texts

    folder, _, name = page.path.rpartition("/")
    form = form_of(name, f"{folder}/" if folder else "")
    match form:
        case "docker":
            return list(texts.docker(page)), ""
        case "lines":
            return list(texts.command_lines(page)), ""
        case "ini":
            return list(texts.settings(page)), ""
        case "statements":
            return list(texts.statements(page)), ""
        case "compose" | "yaml":
            return _of_yaml(page, is_compose=form == "compose")
        case _:
            return [], ""


def _of_yaml(page: Page, *, is_compose: bool) -> tuple[list[Told], str]:
    is_template = "{{" in page.text or "{%" in page.text  # YAML only when it is filled in
    if is_template or not _may_tell(page):
        return [], ""
    import yaml

    from hidden_state.session.deployment import manifests

    try:
        found = list((manifests.compose if is_compose else manifests.manifest)(page))
    except yaml.YAMLError as error:
        if not is_compose and not IS_MANIFEST.search(page.text):
            return [], ""
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        return [], f"it is no YAML{where}"
    except (RecursionError, ValueError) as error:
        return [], f"it cannot be read as YAML ({type(error).__name__})"
    return found, ""


def _may_tell(page: Page) -> bool:
    """Whether a word in the page may make a statement: parsing takes long."""
    servers = page.servers
    words = (*SPOKEN, *(row.words[0] for row in servers.commands), *servers.variables)
    return any(word in page.text for word in words)
