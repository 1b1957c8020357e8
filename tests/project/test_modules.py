"""Which file an import means."""

from __future__ import annotations

import pytest

from hidden_state.project.modules import ModuleTable, module_parts


def resolve(paths: list[str], importer: str, dotted: str) -> str | None:
    """Return the path that `import DOTTED` in IMPORTER means."""
    found = ModuleTable(paths).absolute(dotted, paths.index(importer))
    return paths[found] if found >= 0 else None


def resolve_relative(paths: list[str], importer: str, dotted: str, level: int) -> str | None:
    found, _ = ModuleTable(paths).relative(dotted, level, paths.index(importer))
    return paths[found] if found >= 0 else None


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a.py", ("a",)),
        ("a/b.py", ("a", "b")),
        ("a/__init__.py", ("a",)),
        ("__init__.py", ()),
    ],
)
def test_parts(path: str, parts: tuple[str, ...]) -> None:
    assert module_parts(path) == parts


@pytest.mark.parametrize(
    ("paths", "importer", "dotted", "found"),
    [
        (["app.py", "store.py"], "app.py", "store", "store.py"),
        (["app.py", "store/__init__.py"], "app.py", "store", "store/__init__.py"),
        (["app.py", "shop/__init__.py", "shop/store.py"], "app.py", "shop.store", "shop/store.py"),
        (["app.py"], "app.py", "json", None),
        (["app.py", "shop/__init__.py", "shop/json.py"], "app.py", "json", None),
        (["shop/__init__.py", "shop/views.py", "shop/json.py"], "shop/views.py", "json", None),
        (["shop/views.py", "shop/store.py"], "shop/views.py", "shop.store", "shop/store.py"),
        (["shop/views.py", "shop/store.py"], "shop/views.py", "store", "shop/store.py"),
    ],
    ids=[
        "beside",
        "package",
        "inside a package",
        "outside",
        "member of another package",
        "beside in a package",
        "namespace package",
        "folder on the path",
    ],
)
def test_absolute(paths: list[str], importer: str, dotted: str, found: str | None) -> None:
    assert resolve(paths, importer, dotted) == found


def test_src_layout() -> None:
    paths = ["src/shop/__init__.py", "src/shop/store.py", "manage.py"]
    assert resolve(paths, "manage.py", "shop.store") == "src/shop/store.py"
    assert resolve(paths, "manage.py", "shop") == "src/shop/__init__.py"


def test_root_that_is_a_package_itself() -> None:
    paths = ["__init__.py", "store.py", "views.py"]
    table = ModuleTable(paths)
    table.learn_own_name(["shop.store", "shop.views", "json"])

    assert table.absolute("shop.store", 2) == 1
    assert table.absolute("django.views", 1) == -1


def test_monorepo_prefers_the_nearest() -> None:
    paths = [
        f"services/{name}/app/{part}.py"
        for name in ("billing", "shop")
        for part in ("__init__", "store", "views")
    ]
    for name in ("billing", "shop"):
        importer = f"services/{name}/app/views.py"
        assert resolve(paths, importer, "app.store") == f"services/{name}/app/store.py"


def test_answers_are_per_folder() -> None:
    paths = ["a/app/store.py", "a/app/views.py", "b/app/store.py", "b/app/views.py"]
    table = ModuleTable(paths)
    assert [table.absolute("app.store", number) for number in (1, 3, 1)] == [0, 2, 0]


@pytest.mark.parametrize(
    ("importer", "dotted", "level", "found"),
    [
        ("shop/views.py", "store", 1, "shop/store.py"),
        ("shop/views.py", "", 1, "shop/__init__.py"),
        ("shop/api/views.py", "store", 2, "shop/store.py"),
        ("shop/api/views.py", "", 2, "shop/__init__.py"),
        ("shop/api/views.py", "store", 1, None),
        ("shop/__init__.py", "store", 1, "shop/store.py"),
    ],
)
def test_relative(importer: str, dotted: str, level: int, found: str | None) -> None:
    paths = ["shop/__init__.py", "shop/api/views.py", "shop/store.py", "shop/views.py"]
    assert resolve_relative(paths, importer, dotted, level) == found


def test_relative_tells_the_full_name() -> None:
    table = ModuleTable(["shop/views.py"])
    assert table.relative("gone", 1, 0) == (-1, ("shop", "gone"))


def test_namespace() -> None:
    paths = ["app.py", "shop/api/views.py"]
    table = ModuleTable(paths)
    assert table.is_namespace("shop", 0)
    assert table.is_namespace("shop.api", 0)
    assert not table.is_namespace("shop.views", 0)
    assert not table.is_namespace("json", 0)


def test_exact() -> None:
    table = ModuleTable(["a/b.py"])
    assert table.exact(("a", "b")) == 0
    assert table.exact(("b",)) == -1
    assert table.exact(()) == -1


def test_a_package_that_is_the_root_knows_its_own_name() -> None:
    paths = ["__init__.py", "config.py", "views.py"]
    table = ModuleTable(paths)
    table.learn_own_name(["flask", "flask.views", "flask.app", "shop.config", "shop.views", "shop"])

    assert table.absolute("shop", 2) == 0
    assert table.absolute("flask", 2) == -1
    assert table.relative("", 1, 2) == (0, ())


def test_a_file_called_as_what_it_imports_is_not_meant() -> None:
    paths = ["core/logging.py", "core/main.py", "core/queue.py"]
    table = ModuleTable(paths)
    assert table.absolute("logging", 1) == 0
    table = ModuleTable(paths)
    table.learn_namesakes([(0, "logging.config"), (1, "logging"), (2, "json")])
    assert table.absolute("logging", 0) == table.absolute("logging", 1) == -1
    assert table.absolute("core.logging", 1) == 0
    assert table.absolute("queue", 1) == 2


def test_a_package_may_import_itself() -> None:
    table = ModuleTable(["shop/__init__.py", "main.py", "core/logging/__init__.py", "core/a.py"])
    table.learn_namesakes([(0, "shop.store"), (0, "shop"), (2, "logging")])
    assert table.absolute("shop", 1) == 0
    assert table.absolute("logging", 3) == -1
