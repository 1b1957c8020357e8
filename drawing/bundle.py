"""Bundle the modules of d3 that the page of a report draws with; `nox -s drawing` runs it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "hidden_state" / "reporters" / "page" / "drawing"


def main() -> int:
    """Write the bundle, its licence and its record; return 1 if the bundle is another now."""
    subprocess.run(["npm", "ci", "--silent", "--no-fund", "--no-audit"], cwd=HERE, check=True)  # noqa: S607  # the reader's npm
    record = TARGET / "drawing.json"
    before = record.read_bytes() if record.exists() else b""
    names = sorted(module.name for module in (HERE / "node_modules").glob("d3-*"))
    licence = "\n\n".join(_licence(name) for name in names)
    (TARGET / "LICENSE.txt").write_text(licence, encoding="utf-8")
    bundle = _bundle()
    (TARGET / "drawing.min.js").write_bytes(bundle)
    content = {
        "sha256": hashlib.sha256(bundle).hexdigest(),
        "bundler": f"esbuild {_manifest('esbuild')['version']}",
        "modules": {name: _manifest(name)["version"] for name in names},
    }
    record.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return int(record.read_bytes() != before)


def _bundle() -> bytes:
    """Return the modules as one script that defines `drawing`."""
    command = [str(HERE / "node_modules" / ".bin" / "esbuild"), "entry.js", "--bundle", "--minify"]
    options = ["--format=iife", "--global-name=drawing", "--target=es2020", "--charset=ascii"]
    run = subprocess.run([*command, *options], cwd=HERE, check=True, capture_output=True)
    return run.stdout


def _manifest(name: str) -> dict[str, str]:
    text = (HERE / "node_modules" / name / "package.json").read_text(encoding="utf-8")
    manifest: dict[str, str] = json.loads(text)
    return manifest


def _licence(name: str) -> str:
    text = (HERE / "node_modules" / name / "LICENSE").read_text(encoding="utf-8")
    return f"{name} {_manifest(name)['version']}\n\n{text.strip()}\n"


if __name__ == "__main__":
    sys.exit(main())
