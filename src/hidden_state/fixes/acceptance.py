"""Write a `# stateful[...]` comment on a statement, all else of the file kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from hidden_state.extract import extract
from hidden_state.extract.comments import foreign_tail, read_acceptance
from hidden_state.facts import Facts
from hidden_state.fixes.errors import INSTALL, FixError

if TYPE_CHECKING:
    import libcst
    from libcst.metadata import CodeRange

    from hidden_state.comment import Acceptance

    Statement: TypeAlias = libcst.SimpleStatementLine | libcst.BaseCompoundStatement

WIDTH = 79
"""The narrowest limit in use: what does not fit beside the code goes above it."""


def comment_of(code: str, reason: str, until: str = "") -> str:
    """Return the comment that accepts CODE for REASON, or raise FixError if none can say it."""
    said = " ".join(reason.split())
    comment = f"# stateful[{code}]{f' until {until}' if until else ''}: {said}"
    if not any(map(str.isalnum, said)):
        raise FixError("the reason says nothing")
    if read_acceptance(comment) != ((code,), said, until):
        raise FixError(f"the reason would not be read back from `{comment}`: say it without `#`")
    return comment


def accept_at(source: bytes, line: int, comment: str) -> bytes:
    """Return SOURCE with COMMENT on the statement in LINE; raise FixError if it has no place.

    A comment there that accepts the same code alone, and gives no reason or has expired, is
    replaced.
    """
    try:
        import libcst
    except ImportError as error:
        message = f"libcst is needed to write it: {INSTALL}; or write it yourself: {comment}"
        raise FixError(message) from error
    (code,), _, _ = read_acceptance(comment)
    present = _present(source, line, code)
    try:
        module = libcst.parse_module(source)
        if present is not None:
            changed, shift = _replaced(module, present, comment), 0
        else:
            changed, shift = _inserted(module, line, comment)
        result = changed.bytes
    except (libcst.ParserSyntaxError, RecursionError) as error:
        raise FixError(f"libcst cannot read the file; write it yourself: {comment}") from error
    except UnicodeEncodeError as error:
        raise FixError(f"the file is in {error.encoding}: it cannot hold the reason") from error
    if not _is_on(result, line + shift, comment):
        raise FixError(f"there is no place for it; write it yourself: {comment}")
    return result


def _is_on(source: bytes, line: int, comment: str) -> bool:
    """Whether a comment that says what COMMENT does is on the statement in LINE of SOURCE."""
    said = read_acceptance(comment)
    return any(
        item.first <= line <= item.last and (item.codes, item.reason, item.until) == said
        for item in _acceptances(source)
    )


def _present(source: bytes, line: int, code: str) -> Acceptance | None:
    """Return the comment on LINE that accepts CODE alone already."""
    for item in _acceptances(source):
        if item.first <= line <= item.last and item.codes == (code,):
            return item
    return None


def _acceptances(source: bytes) -> tuple[Acceptance, ...]:
    facts = extract(source)
    return facts.acceptances if isinstance(facts, Facts) else ()


def _replaced(module: libcst.Module, present: Acceptance, comment: str) -> libcst.Module:
    """Return MODULE with COMMENT instead of PRESENT; what else the comment says stays."""
    import libcst
    from libcst.metadata import MetadataWrapper, PositionProvider

    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    for node, position in wrapper.resolve(PositionProvider).items():
        if isinstance(node, libcst.Comment) and position.start.line == present.line:
            start = present.column - 1 - position.start.column
            value = node.value[:start] + comment + foreign_tail(node.value[start:])
            return _with(module, node, node.with_changes(value=value))
    return module


def _inserted(module: libcst.Module, line: int, comment: str) -> tuple[libcst.Module, int]:
    """Return MODULE with COMMENT beside the statement in LINE, or above it, and the lines added."""
    import libcst

    found = _statement_at(module, line)
    if found is None:
        return module, 0
    statement, span = found
    if isinstance(statement, libcst.SimpleStatementLine) and span.start.line == span.end.line:
        trailing = statement.trailing_whitespace
        if trailing.comment is None and span.end.column + 2 + len(comment) <= WIDTH:
            space = libcst.SimpleWhitespace("  ")
            beside = trailing.with_changes(whitespace=space, comment=libcst.Comment(comment))
            return _with(module, statement, statement.with_changes(trailing_whitespace=beside)), 0
    above = libcst.EmptyLine(comment=libcst.Comment(comment))
    lines = [*statement.leading_lines, above]
    return _with(module, statement, statement.with_changes(leading_lines=lines)), 1


def _statement_at(module: libcst.Module, line: int) -> tuple[Statement, CodeRange] | None:
    """Return the innermost statement that LINE is in, decorators included, and where it is."""
    import libcst
    from libcst.metadata import MetadataWrapper, PositionProvider

    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    found: list[tuple[int, int, Statement, CodeRange]] = []
    for node, span in positions.items():
        if not isinstance(node, libcst.SimpleStatementLine | libcst.BaseCompoundStatement):
            continue
        decorators = getattr(node, "decorators", ())
        first = positions[decorators[0]].start.line if decorators else span.start.line
        if first <= line <= span.end.line:
            found.append((first, -span.end.line, node, span))
    if not found:
        return None
    *_, statement, span = max(found, key=lambda item: item[:2])
    return statement, span


def _with(module: libcst.Module, old: libcst.CSTNode, new: libcst.CSTNode) -> libcst.Module:
    import libcst

    changed = module.deep_replace(old, new)
    return changed if isinstance(changed, libcst.Module) else module
