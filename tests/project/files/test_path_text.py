"""Paths as text: what is known is written out, what is not is a token."""

from __future__ import annotations

import pytest

from hidden_state.project.files import text as texts
from hidden_state.project.records import ScopeId

SETTING = texts.token(texts.SETTLED, "setting MEDIA_ROOT", "MEDIA_ROOT")
MACHINE = texts.token(texts.SETTLED, "folder tempfile.gettempdir", "gettempdir")
NAME = texts.variable(ScopeId(3, 4), "name")


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (["/srv", "a", "b"], "/srv/a/b"),
        (["/srv/", "", "./a/../b"], "/srv/b"),
        (["/srv", "/etc"], "/etc"),
        (["a", "~/b"], "~/b"),
        (["", "a"], "a"),
        (["..", "..", "a"], "../../a"),
    ],
    ids=["steps", "empty and dots", "absolute", "home", "nothing first", "upwards"],
)
def test_parts_are_joined(parts: list[str], path: str) -> None:
    assert texts.joined(parts) == path


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/srv/a.json", "/srv/a.json"),
        (f"/srv/{NAME}.json", "/srv"),
        (f"{SETTING}/photos/{NAME}", f"{SETTING}/photos"),
        (f"/var/{NAME}", f"/var/{NAME}"),
        (f"/data/{NAME}", "/data/{}"),
        (f"/data/report-{NAME}", "/data/report-{}"),
        (f"{MACHINE}/cache/{NAME}", f"{MACHINE}/cache"),
        (NAME, NAME),
    ],
    ids=["file", "folder", "setting", "broad", "mounted", "prefix", "machine", "open"],
)
def test_a_state_is_a_file_or_the_folder_that_holds_many(path: str, key: str) -> None:
    assert texts.key_of(path) == key


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        ("/srv/inbox/*.csv", "/srv/inbox"),
        ("/srv/inbox/**/*", "/srv/inbox"),
        ("/srv/inbox", "/srv/inbox"),
        (f"{SETTING}/[ab]*", SETTING),
        (f"/srv/{NAME}/*.csv", f"/srv/{NAME}"),
    ],
    ids=["star", "stars", "plain", "setting", "variable"],
)
def test_a_pattern_is_looked_for_in_a_folder(pattern: str, folder: str) -> None:
    assert texts.folder_of_pattern(pattern) == folder


def test_a_variable_is_found_again_where_a_path_begins_with_it() -> None:
    assert texts.variable_of(NAME) == (ScopeId(3, 4), "name")
    assert texts.variable_of(f"{NAME}/a.csv") == (ScopeId(3, 4), "name")
    assert texts.variable_of(f"/srv/{NAME}") is None


def test_a_setting_is_found_again_and_only_where_it_is_the_whole_path() -> None:
    assert texts.setting_of(SETTING) == "MEDIA_ROOT"
    assert texts.setting_of(f"{SETTING}/a") == ""
    assert texts.setting_of(MACHINE) == ""


def test_what_is_shown_has_settings_by_name_and_variables_open() -> None:
    assert texts.shown(f"{SETTING}/{NAME}.csv") == "{MEDIA_ROOT}/{}.csv"


@pytest.mark.parametrize(
    ("path", "is_rooted", "is_path", "is_broad"),
    [
        ("/srv", True, True, False),
        ("/data", True, True, True),
        (f"{SETTING}/{NAME}", True, True, False),
        (MACHINE, True, True, True),
        (f"{NAME}/a", False, True, False),
        ("plain", True, False, False),
        ("", False, False, True),
    ],
)
def test_where_a_path_begins(path: str, is_rooted: bool, is_path: bool, is_broad: bool) -> None:
    found = (texts.is_rooted(path), texts.is_path(path), texts.is_broad(path))
    assert found == (is_rooted, is_path, is_broad)


@pytest.mark.parametrize(
    ("path", "is_remote"),
    [("https://a/b", True), ("s3://a/b", True), ("file:///a", False), ("/a:/b", False)],
)
def test_an_address_is_elsewhere(path: str, is_remote: bool) -> None:
    assert texts.is_remote(path) == is_remote


def test_the_parent_of_a_variable_goes_with_it() -> None:
    assert texts.parent("/srv/a") == "/srv"
    assert texts.parent("/a") == "/"
    assert texts.parent(NAME) == f"{NAME}/.."
    assert texts.parent(texts.parent(NAME)) == f"{NAME}/../.."
    beside = texts.joined([texts.parent(NAME), "b"])
    assert texts.cleaned(beside.replace(NAME, "/srv/a")) == "/srv/b"
    assert texts.parent("a") == ""


def test_a_literal_holds_no_tokens() -> None:
    assert texts.literal("a{b}\\c") == "a(b)/c"
