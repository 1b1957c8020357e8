"""One HTML text from an inventory: template, style, script and data in one."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from hidden_state.reporters.page.content import content_of
from hidden_state.reporters.page.data import data_of, in_script

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from hidden_state.inventory import Inventory

SCRIPTS = (
    "elements.js",
    "chains.js",
    "grouping.js",
    "layout.js",
    "picture.js",
    "moving.js",
    "panel.js",
    "filters.js",
    "start.js",
)


def render(inventory: Inventory) -> str:
    """Return INVENTORY as an HTML page that holds all it needs, as text that UTF-8 can write."""
    from markupsafe import Markup

    contents = [
        content_of(application, number) for number, application in enumerate(inventory.applications)
    ]
    style = _read("page.css")
    script = _script()
    page = (
        _environment()
        .get_template("page.html.j2")
        .render(
            inventory=inventory,
            contents=contents,
            data=Markup(in_script(map(data_of, contents))),  # noqa: S704  # escaped for where it stands
            policy=_policy(style, script),
            style=Markup(style),  # noqa: S704  # our own file
            script=Markup(script),  # noqa: S704  # our own files
        )
    )
    return page.encode("utf-8", "replace").decode()


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hidden_state.reporters.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["marked"] = marked
    environment.filters["sentence"] = sentence
    return environment


def marked(text: str) -> Markup:
    """Return TEXT, escaped, with what stands between backticks as code."""
    from markupsafe import Markup, escape

    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(
        code.format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def sentence(text: str) -> Markup:
    """Return TEXT as `marked` does, with a capital at its beginning."""
    return marked(text[:1].upper() + text[1:])


def _read(name: str) -> str:
    return files("hidden_state.reporters.page").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    """Return the drawing library under its licence, and our own script."""
    licence, library = _read("drawing/LICENSE.txt"), _read("drawing/drawing.min.js")
    own = "\n".join(_read(f"script/{name}") for name in SCRIPTS)
    return f'/*\n{licence}*/\n{library}\n(() => {{\n"use strict";\n{own}}})();\n'


def _policy(style: str, script: str) -> str:
    """Return the content security policy under which STYLE and SCRIPT alone are heeded."""
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
