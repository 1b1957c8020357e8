"""Where a run's findings go, and in which form: `--format` and `--output-file`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from hidden_state.cli import terminal
from hidden_state.cli.usage import UsageError
from hidden_state.configuration import suggestion
from hidden_state.replacing import replace_file
from hidden_state.reporters.relative import relative_to

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Sequence

    from hidden_state.finding import Result
    from hidden_state.reporters.display import Display

FORMS = ("text", "json", "github", "gitlab", "sarif", "junit")
FROM_THE_TOP = frozenset({"github", "gitlab", "sarif"})
"""Forms whose readers know files by their path in the repository, wherever the tool was run."""


class Output(msgspec.Struct, frozen=True):
    """A form, and the file that it goes to; None is standard output."""

    form: str
    file: Path | None


def outputs_of(options: argparse.Namespace, forms: Collection[str] = FORMS) -> list[Output]:
    """Return the outputs that OPTIONS ask for, each in one of FORMS.

    Raises UsageError if one cannot be written.
    """
    outputs = [_parse(text, forms) for text in options.format or ["text"]]
    if options.output_file is not None:
        outputs = _with_file(outputs, Path(options.output_file))
    printed = [output.form for output in outputs if output.file is None]
    if len(printed) > 1:
        example = f"--format {printed[1]}=FILE"
        raise UsageError(f"{' and '.join(printed)} both go to standard output: {example}")
    problems = [problem for output in outputs if (problem := _problem(output))]
    if problems:
        raise UsageError("\n".join(problems))
    files = [os.path.realpath(output.file) for output in outputs if output.file is not None]
    for file in files:
        if files.count(file) > 1:
            raise UsageError(f"two formats go to the same file: {file}")
    return outputs


def write(
    outputs: Iterable[Output], result: Result, options: argparse.Namespace, display: Display
) -> None:
    """Write RESULT to OUTPUTS, files first; its paths are relative to the working directory."""
    for output in sorted(outputs, key=lambda output: output.file is None):
        if output.file is not None:
            content = _rendered(output.form, result, msgspec.structs.replace(display, width=None))
            save(output.file, content)
        elif output.form == "text":
            terminal.show(result, display, is_coloured=terminal.is_coloured(options.color))
        else:
            terminal.write(_rendered(output.form, result, display))


def _parse(text: str, forms: Collection[str]) -> Output:
    """Return what one `--format` says: `sarif`, or `sarif=out.sarif`."""
    form, equals, file = text.partition("=")
    if form not in forms:
        known = suggestion(form, forms) or f"; there are {', '.join(forms)}"
        raise UsageError(f"--format: unknown format `{form}`{known}")
    if equals and not file:
        raise UsageError(f"--format: no file after `{text}`")
    return Output(form, Path(file) if file else None)


def _with_file(outputs: Sequence[Output], file: Path) -> list[Output]:
    """Return OUTPUTS with FILE where there is none."""
    if all(output.file is not None for output in outputs):
        raise UsageError("--output-file: every format has a file already")
    return [Output(output.form, output.file or file) for output in outputs]


def _problem(output: Output) -> str:
    """Return why the file of OUTPUT cannot be written, '' if it can."""
    file = output.file
    if file is None:
        return ""
    import tempfile

    try:
        if _is_special(file):
            return "" if os.access(file, os.W_OK) else f"{file}: cannot be written"
        if file.exists():
            with file.open("ab"):
                pass
        with tempfile.TemporaryFile(dir=Path(os.path.realpath(file)).parent):
            return ""
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return f"{file}: cannot be written: {reason}"


def _is_special(file: Path) -> bool:
    """Answer whether FILE is written as it is, not replaced: a pipe, a terminal, `/dev/stdout`."""
    if file.is_absolute() and file.parts[1] == "dev":
        return True
    return file.exists() and not file.is_file() and not file.is_dir()


def save(file: Path, content: str | bytes) -> None:
    """Put CONTENT into FILE, whole or not at all."""
    encoded = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    try:
        if _is_special(file):
            with file.open("wb") as stream:
                stream.write(encoded)
        else:
            replace_file(file, encoded)
    except BrokenPipeError:
        return
    except OSError as error:
        raise terminal.OutputError(f"{file}: cannot be written: {error.strerror}") from error


def _rendered(form: str, result: Result, display: Display) -> str | bytes:
    if form in FROM_THE_TOP:
        here = Path(os.path.realpath(os.curdir))
        result = relative_to(result, here, _top(here))
    match form:
        case "json":
            from hidden_state.reporters import json

            return json.render(result)
        case "github":
            from hidden_state.reporters import github

            return github.render(result)
        case "gitlab":
            from hidden_state.reporters import gitlab

            return gitlab.render(result)
        case "sarif":
            from hidden_state.reporters import sarif
            from hidden_state.reporters.description import describe
            from hidden_state.session.catalog import rules

            return sarif.render(result, map(describe, rules()))
        case "junit":
            from hidden_state.reporters import junit

            return junit.render(result)
        case _:
            from hidden_state.reporters import text

            return text.render(result, display)


def _top(folder: Path) -> Path:
    """Return the top of the repository that FOLDER is in, or FOLDER when it is in none."""
    folders = (folder, *folder.parents)
    return next((item for item in folders if os.path.lexists(item / ".git")), folder)
