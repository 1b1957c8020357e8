"""The code that is measured: real applications from PyPI, by version and hash."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TREES = HERE / ".trees"
PACKAGES = {"django": "django", "apache-superset": "superset", "open-webui": "open_webui"}
DOUBLED = "apache-superset"
CONFIGURATION = "[tool.hidden-state]\nexclude = []\n"


@dataclass(frozen=True)
class Tree:
    """A folder of sources."""

    name: str
    path: Path
    files: int
    lines: int


def trees() -> list[Tree]:
    """Return the trees, downloaded and unpacked where that is not done yet."""
    _download()
    return [_count(name, TREES / name) for name in PACKAGES]


def doubled() -> Tree:
    """Return a tree with two copies of one application side by side.

    The second copy has another name, in its imports too: both halves resolve as the first does.
    """
    package = PACKAGES[DOUBLED]
    target = TREES / f"{DOUBLED}-twice"
    if not target.exists():
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(TREES / DOUBLED, partial)
        imports = re.compile(rf"^(\s*(?:from|import)\s+){package}\b", re.MULTILINE)
        for source in sorted((partial / package).rglob("*.py")):
            copy = partial / f"{package}_two" / source.relative_to(partial / package)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            copy.write_text(imports.sub(rf"\g<1>{package}_two", text), encoding="utf-8")
        partial.rename(target)
    return _count(f"{DOUBLED} twice", target)


def _download() -> None:
    """Fetch the wheels that are pinned in `trees.txt`, and unpack their Python files."""
    if all((TREES / name).exists() for name in PACKAGES):
        return
    wheels = TREES / "wheels"
    options = ["--no-deps", "--only-binary", ":all:", "--ignore-requires-python"]
    pinned = ["--require-hashes", "--requirement", str(HERE / "trees.txt")]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(wheels)]
    subprocess.run([*pip, *options, *pinned], check=True)
    for name, package in PACKAGES.items():
        (wheel,) = wheels.glob(f"{name.replace('-', '_')}-*.whl")
        _unpack(wheel, package, TREES / name)
    shutil.rmtree(wheels)


def _unpack(wheel: Path, package: str, target: Path) -> None:
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        wanted = [name for name in names if name.startswith(f"{package}/") and name.endswith(".py")]
        archive.extractall(partial, wanted)
    (partial / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def _count(name: str, path: Path) -> Tree:
    sources = [source.read_bytes() for source in path.rglob("*.py")]
    return Tree(name, path, len(sources), sum(source.count(b"\n") for source in sources))
