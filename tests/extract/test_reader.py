"""What one file says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hidden_state.extract import extract
from hidden_state.facts import (
    Attribute,
    Binding,
    Call,
    Choice,
    Compare,
    Definition,
    Display,
    Element,
    Entered,
    Facts,
    Imported,
    Item,
    Joined,
    Literal,
    Name,
    Opaque,
    Result,
    Scope,
    SyntaxFault,
    Unpacked,
    Write,
)

if TYPE_CHECKING:
    from hidden_state.facts import ExprUnion

SOURCES = sorted((Path(__file__).parents[2] / "src").rglob("*.py"))


def facts(source: str | bytes) -> Facts:
    found = extract(source.encode() if isinstance(source, str) else source)
    assert isinstance(found, Facts)
    return found


def module(source: str) -> Scope:
    return facts(source).scopes[0]


def function(source: str) -> Scope:
    return next(scope for scope in facts(source).scopes if scope.kind == "function")


def binding(source: str, name: str) -> Binding:
    return next(item for item in module(source).bindings if item.name == name)


def writes(scope: Scope) -> list[tuple[ExprUnion, str]]:
    return [(write.target, write.how) for write in scope.writes]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("y", Name("y")),
        ("y.z", Attribute(Name("y"), "z")),
        ("y[1]", Item(Name("y"), Literal(1))),
        ("y[1:f()]", Item(Name("y"), Opaque())),
        ("None", Literal(None)),
        ("'a'", Literal("a")),
        ("True", Literal(True)),
        ("1.5", Literal(1.5)),
        (str(2**63), Opaque()),
        ("b'a'", Opaque()),
        ("1j", Opaque()),
        ("f'a{y}b'", Joined("f", (Literal("a"), Name("y"), Literal("b")))),
        ("f'{y:{z}}'", Joined("f", (Name("y"),))),
        ("y + 'a' + z", Joined("+", (Name("y"), Literal("a"), Name("z")))),
        ("y / 'a'", Joined("/", (Name("y"), Literal("a")))),
        ("'%s' % y", Joined("%", (Literal("%s"), Name("y")))),
        ("y % z", Opaque()),
        ("y + 1", Opaque()),
        ("y - z", Opaque()),
        ("y + 'a' - z", Opaque()),
        ("{'a': y}", Display("dict", (Name("y"),), (Literal("a"),))),
        ("{**y}", Display("dict", (Name("y"),), (Opaque(),))),
        ("[y, *z]", Display("list", (Name("y"), Element(Name("z"))))),
        ("{y}", Display("set", (Name("y"),))),
        ("(y, z)", Display("tuple", (Name("y"), Name("z")))),
        ("[a for a in y]", Display("list", (Name("a"),))),
        ("{a for a in y if a}", Display("set", (Name("a"),))),
        ("{a: b for a, b in y}", Display("dict", (Name("b"),))),
        ("(a for a in y)", Display("generator", (Name("a"),))),
        ("y or z", Choice((Name("y"), Name("z")))),
        ("y if t else z", Choice((Name("y"), Name("z")), "if", Name("t"))),
        ("not y", Compare("not", Name("y"), Opaque())),
        ("-y", Opaque()),
        ("y is None", Compare("is", Name("y"), Literal(None))),
        ("y < z", Compare("", Name("y"), Name("z"))),
        ("f(y)", Result(0)),
        ("dict(a=y)", Display("dict", (Name("y"),), (Literal("a"),))),
        ("dict(z, a=y)", Display("dict", (Name("y"),), (Name("z"),))),
        ("list(y)", Display("list", (Element(Name("y")),))),
        ("y.copy()", Display("copy", (Name("y"),))),
        ("copy.deepcopy(y)", Display("copy", (Name("y"),))),
        ("type(y)", Attribute(Name("y"), "__class__")),
        ("hasattr(y, 'z')", Attribute(Name("y"), "z")),
        ("len(y)", Opaque()),
        ("[y] + z", Display("copy", (Display("list", (Name("y"),)), Name("z")))),
        ("z + [y]", Display("copy", (Name("z"), Display("list", (Name("y"),))))),
        (
            "z | {'a': y}",
            Display("copy", (Name("z"), Display("dict", (Name("y"),), (Literal("a"),)))),
        ),
        ("lambda: y", Definition(1)),
    ],
)
def test_expression(expression: str, value: ExprUnion) -> None:
    assert binding(f"x = {expression}", "x").value == value


@pytest.mark.parametrize(
    ("source", "value", "how"),
    [
        ("for x in y: pass", Element(Name("y")), "for"),
        ("with y as x: pass", Entered(Name("y")), "with"),
        ("x, z = y", Unpacked(Name("y"), 0), "assign"),
        ("x, z = a, b", Name("a"), "assign"),
        ("*x, z = y", Display("list", ()), "assign"),
        ("(x := y)", Name("y"), "assign"),
        ("x += y", Name("y"), "augment"),
        ("x: int", Opaque(), "annotation"),
        ("del x", Opaque(), "delete"),
        ("import x", Imported("x", None, 0), "import"),
        ("import a.b as x", Imported("a.b", None, 0), "import"),
        ("import x.y", Imported("x", None, 0), "import"),
        ("from a import x", Imported("a", "x", 0), "import"),
        ("from .. import x", Imported("", "x", 2), "import"),
        ("from a import b as x", Imported("a", "b", 0), "import"),
        ("try: pass\nexcept E as x: pass", Opaque(), "except"),
        ("match y:\n case x: pass", Name("y"), "match"),
        ("match y:\n case 1 | x: pass", Name("y"), "match"),
        ("match y:\n case (1, x): pass", Element(Name("y")), "match"),
        ("match y:\n case [1, *x]: pass", Element(Name("y")), "match"),
        ("match y:\n case {'a': 1, **x}: pass", Name("y"), "match"),
        ("match y:\n case C(a=x): pass", Element(Name("y")), "match"),
        ("match y:\n case (C(a=1) as x): pass", Name("y"), "match"),
        ("def x(): pass", Definition(1), "def"),
        ("async def x(): pass", Definition(1), "def"),
        ("class x: pass", Definition(1), "class"),
    ],
)
def test_binding(source: str, value: ExprUnion, how: str) -> None:
    # `1 | x` parses, though it does not compile
    found = binding(source, "x")
    assert (found.value, found.how) == (value, how)


def test_walrus_in_a_condition_is_bound_and_tested() -> None:
    scope = function("def f():\n    if (x := g()) is None:\n        h(x)\n")
    assert [(item.name, item.value) for item in scope.bindings] == [("x", Result(0))]
    assert scope.blocks[0].test == Compare("is", Result(0), Literal(None))


def test_dotted_import_is_remembered_whole() -> None:
    assert Imported("a.b", None, 0) in [item.value for item in module("import a.b").bindings]


def test_augmented_global_is_a_write() -> None:
    scope = function("def f():\n    global N\n    N += 1\n")
    assert scope.global_names == ("N",)
    assert writes(scope) == [(Name("N"), "augmented assignment")]
    assert scope.writes[0].value == Compare("+", Opaque(), Literal(1))


@pytest.mark.parametrize("keyword", ["global", "nonlocal"])
@pytest.mark.parametrize(
    "statement", ["N = g()", "for N in g(): pass", "with g() as N: pass", "a, N = g()"]
)
def test_rebinding(keyword: str, statement: str) -> None:
    scope = next(
        item
        for item in facts(
            f"def o():\n  N = 0\n  def f():\n    {keyword} N\n    {statement}\n"
        ).scopes
        if item.name == "f"
    )
    assert writes(scope) == [(Name("N"), "rebinding")]


def test_import_into_a_global_is_a_rebinding() -> None:
    scope = function("def f():\n    global json\n    import json\n")
    assert writes(scope) == [(Name("json"), "rebinding")]


@pytest.mark.parametrize(
    ("statement", "target", "how"),
    [
        ("D[k] = v", Item(Name("D"), Name("k")), "item assignment"),
        ("D.a = v", Attribute(Name("D"), "a"), "attribute assignment"),
        ("D.a: int = v", Attribute(Name("D"), "a"), "attribute assignment"),
        ("D.a += v", Attribute(Name("D"), "a"), "augmented assignment"),
        ("del D[k]", Item(Name("D"), Name("k")), "deletion"),
        ("D.append(v)", Name("D"), "append()"),
        ("D.update(k=v)", Name("D"), "update()"),
        ("heappush(D, v)", Name("D"), "heappush()"),
        ("heapq.heappush(D, v)", Name("D"), "heappush()"),
        ("next(D)", Name("D"), "next()"),
        ("setattr(D, 'a', v)", Attribute(Name("D"), "a"), "setattr()"),
        ("setattr(D, k, v)", Attribute(Name("D"), "*"), "setattr()"),
        ("delattr(D, 'a')", Attribute(Name("D"), "a"), "delattr()"),
        ("object.__setattr__(D, 'a', v)", Attribute(Name("D"), "a"), "__setattr__()"),
    ],
)
def test_write(statement: str, target: ExprUnion, how: str) -> None:
    assert (target, how) in writes(function(f"def f(k, v):\n    {statement}\n"))


def test_writes_to_what_a_function_made_itself_are_left_out() -> None:
    assert writes(function("def f():\n    d = {}\n    d['a'] = 1\n    return d\n")) == []


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("d['a'] = x", [(Item(Name("d"), Literal("a")), "item assignment")]),
        ("d.add(x)", [(Name("d"), "add()")]),
        ("d['a'].append(x)", [(Item(Name("d"), Literal("a")), "append()")]),
        ("d.append(x)", []),
        ("e = {}; e['a'] = x", []),
        ("d = {}; d['a'] = x", []),
    ],
)
def test_what_a_loop_gathers_in_something_made_before_it_is_kept(
    loop: str, expected: object
) -> None:
    source = f"def f(xs):\n    d = {{}}\n    for x in xs:\n        if x:\n            {loop}\n"
    assert writes(function(source)) == expected


def test_writes_to_a_parameter_that_is_replaced_are_kept() -> None:
    scope = function("def f(d=None):\n    if d is None:\n        d = {}\n    d['a'] = 1\n")
    assert writes(scope) == [(Item(Name("d"), Literal("a")), "item assignment")]


def test_columns_count_characters() -> None:
    scope = function("def f(k):\n    x = 'äöü€𝄞'; D[k] = 1\n")
    assert scope.writes == (
        Write(Item(Name("D"), Name("k")), "item assignment", Literal(1), 2, 18, 0),
    )


def test_columns_count_characters_in_names() -> None:
    found = binding("größe = größe2 = 1", "größe2")
    assert (found.column, found.end_column) == (9, 15)


def test_columns_after_a_byte_order_mark() -> None:
    found = facts(b"\xef\xbb\xbfx = 1\n").scopes[0].bindings[0]
    assert (found.line, found.column) == (1, 1)


def test_definition_is_where_its_name_is() -> None:
    scope = facts("class A:\n    async def f(self): pass\n").scopes[2]
    assert (scope.name, scope.line, scope.column, scope.is_async) == ("f", 2, 15, True)


def test_parameters() -> None:
    scope = function("def f(a, /, b=1, *c, d: 'X.Y' = 2, **e) -> C: pass")
    assert [(item.name, item.kind) for item in scope.parameters] == [
        ("a", "positional"),
        ("b", "positional"),
        ("c", "var"),
        ("d", "keyword"),
        ("e", "varkw"),
    ]
    assert scope.parameters[1].default == Literal(1)
    assert scope.parameters[3].annotation == Attribute(Name("X"), "Y")
    assert scope.result == Name("C")


def test_annotation_that_is_no_expression() -> None:
    assert function("def f(a: 'not an annotation'): pass").parameters[0].annotation is None


def test_blocks() -> None:
    scope = function(
        "def f():\n"
        "    if a:\n        return\n    else:\n        x = 1\n"
        "    for b in c:\n        pass\n"
        "    while d:\n        break\n"
        "    with e:\n        pass\n"
        "    try:\n        pass\n    except F:\n        raise\n"
        "    else:\n        pass\n    finally:\n        pass\n"
    )
    assert [(block.kind, block.exits) for block in scope.blocks] == [
        ("if", True),
        ("else", False),
        ("loop", False),
        ("loop", True),
        ("with", False),
        ("try", False),
        ("except", True),
        ("try", False),
        ("finally", False),
    ]
    assert scope.blocks[1].test == Compare("not", Name("a"), Opaque())
    assert scope.blocks[6].test == Name("F")


def test_calls_keep_their_arguments() -> None:
    assert module("f(a, *b, k=c, **d)").calls == (
        Call(
            Name("f"),
            (Name("a"), Element(Name("b"))),
            (("k", Name("c")), ("", Name("d"))),
            1,
            1,
            0,
        ),
    )


def test_calls_are_found_wherever_they_stand() -> None:
    source = "assert f()\nraise g() from h()\nx = f'{i()}' + -j() if k() else [l() for _ in m()]\n"
    names = {call.func.id for call in module(source).calls if isinstance(call.func, Name)}
    assert names == set("fghijklm")


def test_yields_and_returns() -> None:
    scope = function("def f():\n    yield\n    yield a\n    yield from b\n    return c\n")
    assert scope.yields == (Literal(None), Name("a"), Element(Name("b")))
    assert scope.returns == (Name("c"),)


def test_class_keeps_bases_keywords_and_decorators() -> None:
    scope = facts("@d\nclass A(B, metaclass=M): pass").scopes[1]
    assert scope.bases == (Name("B"),)
    assert scope.keywords == (("metaclass", Name("M")),)
    assert scope.decorators == (Name("d"),)


def test_operators_nest_as_deep_as_one_likes() -> None:
    assert isinstance(extract(b"x = " + b" + ".join([b"1"] * 400)), Facts)


@pytest.mark.parametrize(
    "source",
    [b"x = " + b"(" * 300 + b")" * 300, b"x = " + b"-" * 200_000 + b"1", b"x" + b".x" * 100_000],
    ids=["parentheses", "minus signs", "attributes"],
)
def test_nesting_without_end_is_a_fault(source: bytes) -> None:
    assert isinstance(extract(source), SyntaxFault)


@pytest.mark.parametrize(
    "source",
    [b"x = 1\0", b"\0", b"\xff", b"# coding: latin-99\n", b"def f(:\n", b"x = '", b"  x\n y\n"],
)
def test_fault(source: bytes) -> None:
    fault = extract(source)
    assert isinstance(fault, SyntaxFault)
    assert fault.message
    assert (fault.line, fault.column) >= (1, 1)


def test_empty_file() -> None:
    assert [scope.kind for scope in facts(b"").scopes] == ["module"]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(extract(text.encode("utf-8", "surrogatepass")), (Facts, SyntaxFault))


@given(st.binary())
def test_any_bytes_are_read(source: bytes) -> None:
    assert isinstance(extract(source), (Facts, SyntaxFault))


@settings(deadline=None)
@given(st.data())
def test_any_damage_to_source_is_read(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(SOURCES)).read_bytes()
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 80)))
    damage = data.draw(st.one_of(st.binary(max_size=20), st.text(max_size=20).map(str.encode)))
    changed = source[:start] + damage + source[end:]
    assert isinstance(extract(changed), (Facts, SyntaxFault))
