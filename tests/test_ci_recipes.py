"""The recipes of docs/ci.md: their YAML is what the hosts read, their commands do what they say."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from junitparser import JUnitXml
from projects import SHOP

if TYPE_CHECKING:
    from conftest import WriteProject

PAGE = (Path(__file__).parent.parent / "docs" / "ci.md").read_text(encoding="utf-8")
HOSTS = {
    "GitHub Actions": ("vendor.github-workflows", {"hidden-state.sarif"}),
    "GitLab": ("vendor.gitlab-ci", {"gl-code-quality-report.json", "hidden-state.xml"}),
    "Jenkins": ("", {"hidden-state.xml", "hidden-state.sarif"}),
    "Elsewhere": ("", set[str]()),
}
each_host = pytest.mark.parametrize("host", HOSTS)


def recipe(host: str) -> str:
    """The first block of code below the heading of a host."""
    section = PAGE.partition(f"\n## {host}\n")[2]
    found = re.search(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_every_section_is_tried() -> None:
    assert re.findall(r"^## (.+)$", PAGE, re.MULTILINE) == list(HOSTS)


@pytest.mark.parametrize("host", [host for host, (schema, _) in HOSTS.items() if schema])
def test_recipe_is_what_the_host_reads(host: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", HOSTS[host][0]]
    (tmp_path / "recipe.yml").write_text(recipe(host), encoding="utf-8")
    subprocess.run([*command, tmp_path / "recipe.yml"], check=True, capture_output=True)
    broken = recipe(host).replace("    steps:", "    stepps:").replace("  script:", "  skript:")
    (tmp_path / "recipe.yml").write_text(broken, encoding="utf-8")
    done = subprocess.run(
        [*command, tmp_path / "recipe.yml"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout


@each_host
def test_command_does_what_the_recipe_says(host: str, write_project: WriteProject) -> None:
    root = write_project(SHOP)
    found = re.search(r"(hidden-state check[^'\n]*)", recipe(host))
    assert found
    _, *arguments = shlex.split(found[1])
    command = [sys.executable, "-m", "hidden_state", *arguments]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    assert "HS101" in done.stdout
    files = HOSTS[host][1]
    assert all(name in recipe(host).replace(found[1], "") for name in files)
    assert {path.name for path in root.iterdir() if path.suffix in {".sarif", ".xml", ".json"}} == (
        files
    )
    for name in files:
        content = (root / name).read_bytes()
        assert b"HS101" in content
        if name.endswith(".xml"):
            assert JUnitXml.fromstring(content).failures == 1
        else:
            assert json.loads(content)
