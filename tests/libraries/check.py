"""Check that every public name in the models exists: install the libraries, and read them."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from libraries.modules import Library
from libraries.resolving import UNKNOWN, Resolver
from libraries.rows import Row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
GROUP = 60
"""So many are installed at a time; what is there stays when a later group fails."""
NEWEST = "3.12"
"""The Python that releases of today may ask for."""


class Packages(msgspec.Struct, frozen=True):
    """What is installed: `unread` says why a name, or all names of a package, cannot be read."""

    current: tuple[str, ...]
    older: tuple[str, ...]
    wheels: tuple[str, ...]
    platform: str
    unread: dict[str, str]


def packages() -> Packages:
    """Return the pinned releases."""
    return msgspec.toml.decode((HERE / "packages.toml").read_bytes(), type=Packages)


def main() -> int:
    """Install below the folder that is named, and say which names do not exist."""
    folder = Path(sys.argv[1]).resolve()
    pinned = packages()
    install(pinned, folder)
    kinds, missing = judge(pinned, folder)
    for row in missing:
        print(f"{row.file}: {row.key}: `{row.name}` does not exist")
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    print(f"{len(pinned.current)} libraries, {len(pinned.older)} older releases; {counted}")
    return 1 if missing else 0


def install(pinned: Packages, folder: Path) -> None:
    """Install what is not there yet: the current releases side by side, older ones apart."""
    current = folder / "current"
    found = distributions(path=[str(current)])
    present = {_normal(f"{item.name}=={item.version}") for item in found}
    absent = [item for item in pinned.current if _normal(item) not in present]
    for start in range(0, len(absent), GROUP):
        _uv(current, *absent[start : start + GROUP])
    for item in pinned.older:
        if not (folder / item).exists():
            _uv(folder / item, item)
    for item in pinned.wheels:
        _unpack(item, pinned.platform, folder)


def judge(pinned: Packages, folder: Path) -> tuple[Counter[str], list[Row]]:
    """Return how many names are found, and those that do not exist."""
    standard = Path(sysconfig.get_paths()["stdlib"])
    stubs = next(Path(path) for path in sys.path if (Path(path) / "mypy").is_dir())
    folders = [folder / "current", *(folder / item for item in pinned.wheels)]
    now = Library([*folders, stubs / "mypy" / "typeshed" / "stdlib", standard])
    before = [Library([folder / item], now) for item in pinned.older]
    kinds: Counter[str] = Counter()
    missing = []
    known: dict[str, str] = {}
    for row in rows():
        kind = known.get(row.name)
        if kind is None:
            kind = known[row.name] = _kind(row.name, pinned, now, before)
        kinds[kind] += 1
        if kind == "missing":
            missing.append(row)
    return kinds, missing


def _kind(name: str, pinned: Packages, now: Library, before: list[Library]) -> str:
    first = name.split(".")[0]
    if name in pinned.unread or first in pinned.unread:
        return "unread"
    if hasattr(builtins, first):
        return "found"
    for found in _look_ups(name, now, before):
        if found is not None:
            return "found as far as can be read" if found is UNKNOWN else "found"
    return "missing"


def _look_ups(name: str, now: Library, before: list[Library]) -> Iterator[object]:
    yield Resolver(now).find(name)
    for library in before:
        if library.has(name.split(".")[0]):
            yield Resolver(library).find(name)


def _normal(requirement: str) -> str:
    name, _, version = requirement.partition("==")
    return re.sub(r"[-_.]+", "-", name).lower() + "==" + version


def _uv(target: Path, *requirements: str) -> None:
    """Install without dependencies: what the names lead to is among the libraries itself."""
    command = ["uv", "pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
    version = [] if _builds(requirements) else ["--python-version", NEWEST]
    subprocess.run([*command, *version, "--target", str(target), *requirements], check=True)


def _builds(requirements: tuple[str, ...]) -> bool:
    """Whether some of what is to be installed may have to be built for this Python."""
    return len(requirements) > 1 or not "".join(requirements).startswith("Django==6")


def _unpack(requirement: str, platform: str, folder: Path) -> None:
    target = folder / requirement
    if target.exists():
        return
    options = ["--no-deps", "--only-binary=:all:", "--platform", platform, "--dest", str(folder)]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--python-version", "3.11"]
    subprocess.run([*pip, *options, requirement], check=True)
    wheel = next(folder.glob(f"{requirement.replace('==', '-')}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target, [n for n in archive.namelist() if n.endswith((".py", ".pyi"))])
    wheel.unlink()


if __name__ == "__main__":
    sys.exit(main())
