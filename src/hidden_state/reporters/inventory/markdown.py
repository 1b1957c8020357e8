"""An inventory as Markdown, for a pull request or a wiki."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hidden_state.reporters.inventory.digest import (
    CONSEQUENCES,
    ordered,
    reaching,
    told_acceptance,
    told_entries,
    told_libraries,
    verdicts,
)
from hidden_state.reporters.text import hint_of, one_line
from hidden_state.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.inventory import Application, Inventory, State

SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&-])")
SPAN = re.compile(r"`([^`]*)`")


def render(inventory: Inventory) -> str:
    """Return INVENTORY as GitHub-flavoured Markdown; what comes from code is escaped."""
    lines: list[str] = []
    for application in inventory.applications:
        lines.extend(_application(application))
    return "\n".join(lines).rstrip("\n") + "\n"


def _application(application: Application) -> Iterator[str]:
    yield f"# State of {text(application.name)}: {application.verdict}"
    yield ""
    yield f"{prose(application.because)}. {prose(told_libraries(application))}."
    yield ""
    yield from _plan(application)
    yield from _checklist(application)
    yield from _owners(application)
    yield from _places("What every new instance loads before it serves", application.warm)
    yield from _places("Shared already", application.shared)
    yield from _scales(application)
    yield from _states(application)
    yield from _entries(application)


def _plan(application: Application) -> Iterator[str]:
    if not application.plan:
        return
    by_id = {state.id: state for state in application.states}
    entries = reaching(application)
    yield from ("## What moves first, and why", "")
    for number, step in enumerate(application.plan, 1):
        yield f"{number}. **{step.title}** ({len(step.states)}): {step.why}."
        for name in step.states:
            state = by_id[name]
            count = len(entries[name])
            reach = f", {counted(count, 'entry point')}" if count else ""
            yield f"   - {_symbol(state)} ({state.what}{reach}) {_place(state)}"
    yield ""


def _checklist(application: Application) -> Iterator[str]:
    yield from ("## Checklist", "")
    yield from _table(
        ("question", "reply", "because"),
        (
            (
                answer.question,
                answer.reply if answer.is_good else f"**{answer.reply}**",
                prose(answer.because),
            )
            for answer in application.checklist
        ),
    )


def _owners(application: Application) -> Iterator[str]:
    if not application.owners:
        return
    yield from ("## Where it should live", "")
    counts = [
        (owner, sum(state.owner == owner.id for state in application.states))
        for owner in application.owners
    ]
    yield from _table(
        ("owner", "states", "what it costs", "there already"),
        ((owner.name, str(count), owner.cost, prose(owner.reuse)) for owner, count in counts),
    )


def _places(title: str, items: Iterable[object]) -> Iterator[str]:
    rows = [
        (code(item.symbol), text(item.what), code(f"{item.path}:{item.line}"))  # type: ignore[attr-defined] # warm or shared
        for item in items
    ]
    if rows:
        yield from (f"## {title}", "")
        yield from _table(("symbol", "what", "where"), rows)


def _scales(application: Application) -> Iterator[str]:
    if application.scales:
        yield from ("## What the configuration says", "")
        rows = (
            (item.kind, code(item.text), code(f"{item.path}:{item.line}"))
            for item in application.scales
        )
        yield from _table(("says", "line", "where"), rows)


def _states(application: Application) -> Iterator[str]:
    states = ordered(application)
    if not states:
        return
    entries = reaching(application)
    owners = {owner.id: owner.name for owner in application.owners}
    scales = {scale.id: scale for scale in application.scales}
    yield from ("## All states, in the order in which they move", "")
    for state in states:
        finding = state.finding
        where = "in memory" if state.lives == "memory" else "on disk"
        yield f"<details><summary>{finding.code} {html(finding.symbol)}</summary>"
        yield ""
        yield f"- {state.what} {where}, {finding.confidence}, at {_place(state)}"
        yield f"- owner: {owners[state.owner]}. {prose(hint_of(finding))}"
        if state.acceptance is not None:
            yield f"- {prose(told_acceptance(state.acceptance))}"
        for name in state.broken_by:
            if name in scales:
                scale = scales[name]
                yield f"- breaks already: {code(f'{scale.path}:{scale.line}')} {code(scale.text)}"
        if entries[state.id]:
            yield f"- reached from {told_entries(entries[state.id], code)}"
        for key, word in CONSEQUENCES:
            yield f"- {word}: {prose(getattr(finding.consequences, key))}"
        yield from ("", "</details>")
    yield ""


def _entries(application: Application) -> Iterator[str]:
    if not application.entries:
        return
    yield from ("## Entry points", "")
    counts = verdicts(application).most_common()
    yield from _table(("verdict", "entry points"), ((name, str(count)) for name, count in counts))
    telling = [entry for entry in application.entries if entry.states]
    telling.sort(key=lambda entry: -len(entry.states))
    if telling:
        yield from ("<details><summary>Those that reach a state</summary>", "")
        yield from _table(
            ("entry point", "verdict", "states", "where"),
            (
                (
                    f"{text(entry.kind)} {code(entry.name)}",
                    entry.verdict,
                    str(len(entry.states)),
                    code(f"{entry.path}:{entry.line}"),
                )
                for entry in telling
            ),
        )
        yield "</details>"


def _symbol(state: State) -> str:
    return f"{state.finding.code} {code(state.finding.symbol)}"


def _place(state: State) -> str:
    return code(f"{state.finding.path}:{state.finding.line}")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def text(words: str) -> str:
    """Return WORDS so that Markdown takes nothing in them for a mark."""
    return SPECIAL.sub(r"\\\1", one_line(words))


def code(words: str) -> str:
    """Return WORDS as code, also in a table, whatever is in them."""
    plain = one_line(words)
    if "`" in plain or "|" in plain:
        return f"<code>{html(plain)}</code>"
    return f"`{plain}`" if plain.strip() else ""


def prose(sentence: str) -> str:
    """Return SENTENCE with what stands in backticks as code, and the rest escaped."""
    parts = SPAN.split(one_line(sentence))
    return "".join(code(part) if index % 2 else text(part) for index, part in enumerate(parts))


def html(words: str) -> str:
    """Return WORDS as HTML text that Markdown leaves alone."""
    plain = one_line(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"[`|*_\[\]\\~$]", lambda match: f"&#{ord(match[0])};", plain)
