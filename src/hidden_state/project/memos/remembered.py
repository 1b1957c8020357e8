"""Memoised functions, cached properties and cache objects whose content may go stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.facts import Attribute, Name
from hidden_state.project.holding import Holding, Use
from hidden_state.project.keys import Keys
from hidden_state.project.memos.caches import Caches
from hidden_state.project.memos.dependence import Dependence
from hidden_state.project.memos.memoised import Memo, Memos
from hidden_state.project.records import FunctionValue, InstanceValue, ScopeId
from hidden_state.project.state import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.project.linked import Linked
    from hidden_state.project.phases import Chain
    from hidden_state.project.work.effects import Effects
    from hidden_state.project.work.origins import Origins

CLEARING = frozenset({"cache_clear", "cache_invalidate", "clear_cache"})


def remembered(linked: Linked, effects: Effects, origins: Origins) -> Iterator[Holding]:
    """Yield what is remembered in the process while serving, and may be another thing by then."""
    dependence = Dependence(linked, effects)
    caches = Caches(linked, dependence)
    for memo in Memos(linked).all():
        yield from _holding(linked, dependence, caches, origins, memo)
    yield from caches.holdings()


def _holding(
    linked: Linked, dependence: Dependence, caches: Caches, origins: Origins, memo: Memo
) -> Iterator[Holding]:
    program = linked.evaluator.program
    if _is_made_per_request(linked, memo.function):
        return
    kind = "memo"
    chain: Chain | None
    if memo.makes == "cached_property":
        kind = "cached property"
        chain = _property_chain(linked, memo.function)
    else:
        chain = linked.phases.chain(memo.function) or _chain_by_name(linked, memo)
        if memo.call is not None and caches.is_given(memo.at, memo.call):
            kind = "cache"
    if chain is None and (kind == "cached property" or not origins.may_serve(memo.function)):
        return
    reason = dependence.of(memo.function)
    if not reason:
        return
    path = program.paths[memo.at.file]
    how = f"@{memo.by.rpartition('.')[2]}"
    uses = list(_clearings(linked, memo))
    if chain is not None:
        uses.insert(0, linked.use(memo.function, memo.line, memo.column, how, chain))
    yield Holding(
        kind,
        "memory",
        _symbol(linked, memo),
        memo.by,
        Span(path, memo.line, memo.column, memo.line, memo.column + len(memo.name)),
        f"`{how}`; it {reason}",
        tuple(uses),
        linked.entrance(chain.entry) if chain is not None else None,
        "certain" if chain is not None and not chain.weak else "likely",
    )


def _is_made_per_request(linked: Linked, function: ScopeId) -> bool:
    """Whether the function itself, and with it what is remembered, is made by a request."""
    program = linked.evaluator.program
    parent = program.parent(function)
    is_inner = parent.scope > 0 and program.scope(parent).kind == "function"
    return is_inner and linked.phases.only_serves(parent)


def _symbol(linked: Linked, memo: Memo) -> str:
    program = linked.evaluator.program
    class_id = program.enclosing_class(memo.function)
    return f"{program.scope(class_id).name}.{memo.name}" if class_id is not None else memo.name


def _chain_by_name(linked: Linked, memo: Memo) -> Chain | None:
    """Return how serving comes to call what memoises a function, by the name that this goes by."""
    program = linked.evaluator.program
    for site in program.called(memo.name):
        at = ScopeId(site.file, site.scope)
        if site.argument >= 0 or linked.phases.chain(at) is None:
            continue
        refs = linked.evaluator.evaluate(at, program.call(site).func)
        if any(ref.value == FunctionValue(memo.function) for ref in refs):
            return linked.phases.chain(at)
    return None


def _property_chain(linked: Linked, function: ScopeId) -> Chain | None:
    """Return how serving comes to the long-lived object that a cached property is of."""
    program = linked.evaluator.program
    class_id = program.enclosing_class(function)
    if class_id is None or not _lives_long(linked, class_id):
        return None
    found = linked.phases.chain(function)
    if found is not None:
        return found
    for number in linked.evaluator.classes.children(class_id):
        method = ScopeId(class_id.file, number)
        if program.scope(method).kind == "function":
            found = linked.phases.chain(method)
            if found is not None:
                return found
    return None


def _lives_long(linked: Linked, class_id: ScopeId) -> bool:
    """Whether an object of the class is known to live as long as the process, by itself.

    What is kept in a container is of the state that the container is.
    """
    life = linked.entries.class_life.get(class_id)
    if life is not None:
        return life == "process"
    keys = Keys(linked.evaluator)
    return any(
        isinstance(ref.value, InstanceValue)
        and linked.evaluator.classes.is_subclass(ref.value.class_id, class_id)
        for place in linked.places.kept(class_id)
        for ref in keys.root_refs(place)
    )


def _clearings(linked: Linked, memo: Memo) -> Iterator[Use]:
    """Yield where serving clears the memo: in its own process only."""
    program = linked.evaluator.program
    for method in sorted(CLEARING):
        for site in program.calls_by_name.get(method, ()):
            call = program.call(site)
            at = ScopeId(site.file, site.scope)
            if site.argument >= 0 or not isinstance(call.func, Attribute):
                continue
            owner = call.func.value
            last = owner.attr if isinstance(owner, Attribute) else ""
            if (owner.id if isinstance(owner, Name) else last) != memo.name:
                continue
            refs = linked.evaluator.evaluate(at, owner)
            if any(ref.value == FunctionValue(memo.function) for ref in refs):
                chain = linked.phases.chain(at)
                if chain is not None:
                    yield linked.use(at, call.line, call.column, f"{method}()", chain)
