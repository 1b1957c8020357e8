"""Paths as text: what is known is written out, what is not is a token in braces.

A token begins with what it stands for: `=` a place that is the same for everybody (a setting, a
variable of the environment, a folder of the machine), `~` a temporary file that somebody has to
remove, `!` one that ends by itself, `?` anything that is known when the code runs.  What tells it
apart from other tokens comes next, and after a bar the name that is shown.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from hidden_state.project.records import ScopeId

if TYPE_CHECKING:
    from collections.abc import Container

TOKEN = re.compile(r"\{([?=~!])([^|{}]*)\|([^{}]*)\}")
HOLES = re.compile(r"\((?:\d+|[a-z_]\w*)?\)")
"""What is left of `{}`, `{0}` and `{name}` in a template that is written as a part of a path."""
PLAIN = re.compile(r"[\w-]+")
"""A step of a path that is a word, without an ending."""
REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+:/")
PERCENT = re.compile(r"%[-0-9.]*[sdir]")
NAMED = re.compile(r"%\((\w+)\)[-0-9.]*[sdir]")
VARIABLE = re.compile(r"\{\?(\d+)\.(\d+)\.([A-Za-z_]\w*)\|[^{}]*\}")
FILE_NAMES = frozenset({"filename", "file_name"})
SETTING = "setting"
ENDING = re.compile(r"[^./{]\.(?=\w*[A-Za-z])\w{2,8}$")
LONGEST = 600
OPEN = "{?"
SETTLED = "{="
KEPT = "{~"
BRIEF = "{!"
BROAD = frozenset({"", "/", "/tmp", "/var/tmp", "/var", "/data", "/app", "~"})  # noqa: S108 - compared
"""Folders that hold what has nothing to do with one another."""
SHARED = frozenset({"/var/log", "/var/lib", "/usr/share", "/usr/local", "/var/cache", "/var/www"})
"""Folders of the machine in which each application has files of its own."""
MOUNTED = frozenset({"/data", "/app"})
"""Those of them that an image has for one application."""
TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - compared
WILD = frozenset("*?[")
ROOT = "{=folder root|root}"
"""The folder that the project is in, which the paths of its files begin from."""
NULL = "/dev/null"
NOWHERE = ("/dev/", "/proc/", "/sys/")
HERE = frozenset({"{=folder os.getcwd|getcwd}", "{=folder pathlib.Path.cwd|cwd}"})
"""The folder that paths begin in which say nothing else."""


def token(sort: str, key: str, name: str) -> str:
    """Return the token of SORT (`{?` and the like) that KEY tells apart and that shows NAME."""
    return f"{sort}{_plain(key)}|{_plain(name)}}}"


def variable(at: ScopeId, name: str) -> str:
    """Return the token of a variable of scope AT."""
    return token(OPEN, f"{at.file}.{at.scope}.{name}", name)


def variable_of(text: str) -> tuple[ScopeId, str] | None:
    """Return the scope and name of the variable that a path begins with, None if with none."""
    found = VARIABLE.match(text)
    return (ScopeId(int(found[1]), int(found[2])), found[3]) if found is not None else None


def literal(text: str) -> str:
    """Return TEXT as a part of a path."""
    plain = text.replace("{", "(").replace("}", ")").replace("\\", "/")
    return (
        NAMED.sub(lambda field: token(OPEN, field[1], field[1]), plain) if "%(" in text else plain
    )


def joined(parts: list[str]) -> str:
    """Return PARTS as one path; an absolute part begins anew."""
    found = ""
    for part in parts:
        if part.startswith(("/", "~")) or not found:
            found = part
        elif part:
            found = f"{found.rstrip('/')}/{part}"
    return cleaned(found)


def cleaned(text: str) -> str:
    """Return a path without empty steps and steps to where one is."""
    absolute = text.startswith("/")
    kept: list[str] = []
    for step in text.split("/"):
        if step == ".." and kept and kept[-1] != "..":
            last = kept.pop()
            if not kept and not absolute and TOKEN.fullmatch(last):
                kept.extend(parent(last).split("/"))
        elif step not in ("", "."):
            kept.append(step)
    if len(kept) > 1 and kept[0] in HERE:
        del kept[0]
    return (("/" if absolute else "") + "/".join(kept))[:LONGEST]


def parent(text: str) -> str:
    """Return the folder of a path; of a lone variable, something that is settled with it."""
    folder, slash, last = text.rpartition("/")
    if last == ".." or VARIABLE.fullmatch(text):
        return f"{text}/.."
    if slash:
        return folder or "/"
    match = TOKEN.fullmatch(last)
    if match is None:
        return ""
    return token("{" + match[1], f"{match[2]}.parent", f"{match[3]}.parent")


def beside(text: str, how: str = "") -> str:
    """Return another name in the same folder; HOW tells it apart from others made of the same."""
    match = TOKEN.search(text)
    key = match[2] if match else text
    return joined([parent(text), token(OPEN, f"{key}.beside{how}", "beside")])


def folder_of_pattern(text: str) -> str:
    """Return the folder that a pattern like `inbox/*.csv` is looked for in."""
    steps = text.split("/")
    kept = list(itertools.takewhile(lambda step: not WILD & set(TOKEN.sub("", step)), steps))
    return "/".join(kept) if len(kept) < len(steps) else text


def is_open(step: str) -> bool:
    """Whether a step, or a whole path, holds what is only known when the code runs."""
    return OPEN in step


def is_remote(text: str) -> bool:
    """Whether a text is an address of something elsewhere: `https://`, `s3://`."""
    return REMOTE.match(text) is not None


def is_path(text: str) -> bool:
    """Whether a text is a path for sure: it has a settled beginning, or steps."""
    return "/" in text or text.startswith((SETTLED, KEPT, BRIEF))


def is_named(text: str) -> bool:
    """Whether a text is a path, or names a file: by its ending, `{}.csv`, or `{filename}`."""
    return is_path(text) or ENDING.search(text) is not None or is_file_name(text)


def is_file_name(text: str) -> bool:
    """Whether a text is a variable that is called the name of a file."""
    return TOKEN.fullmatch(text) is not None and named_last(text) in FILE_NAMES


def ending_of(text: str) -> str:
    """Return the ending of the name of a file, with its point; '' where it is not known."""
    found = ENDING.search(text)
    return found[0][1:] if found is not None else ""


def is_rooted(text: str) -> bool:
    """Whether the beginning of a path is the same in each run."""
    first = text.partition("/")[0]
    return bool(text) and not is_open(first)


def setting_of(text: str) -> str:
    """Return the setting that a whole path is, '' if it is none."""
    found = TOKEN.fullmatch(text)
    return found[3] if found is not None and found[2].startswith(f"{SETTING} ") else ""


def is_machine(text: str) -> bool:
    """Whether a path begins in a folder for the temporary files of the machine."""
    found = TOKEN.match(text)
    return found is not None and found[1] == "=" and "gettempdir" in found[2]


def key_of(text: str, code: Container[str] = ()) -> str:
    """Return what tells one state on disk from another: a file, or the folder that holds many.

    CODE are the folders that modules of the project are in.
    """
    steps = text.split("/")
    kept: list[str] = []
    for step in steps:
        if is_open(step) or (kept and KEPT in step):
            break
        kept.append(step)
    else:
        return text
    found = "/".join(kept)
    if is_broad(found, code):
        step = steps[len(kept)]
        if TOKEN.sub("", step).strip("._-") or found in MOUNTED:
            return "/".join([*kept, TOKEN.sub(_anonymous, step) if OPEN in step else step])
        return "/".join([*kept, step])
    return found


def _anonymous(found: re.Match[str]) -> str:
    """Return a token without what tells it apart, but for that of a field, which names a place."""
    return found[0] if found[2].startswith("field ") else "{}"


def shown(text: str) -> str:
    """Return a path as it is shown: settings by name, variables as `{}`."""
    inside = text.removeprefix(f"{ROOT}/")
    return TOKEN.sub(lambda found: "{}" if found[1] in "?!" else "{" + found[3] + "}", inside)


def shape(text: str) -> str:
    """Return a path with each variable part left open, whatever it is called."""
    return TOKEN.sub(lambda found: "{}" if found[1] == "?" else found[0], text)


def named_last(text: str) -> str:
    """Return the name of the last token of a path."""
    names = TOKEN.findall(text)
    return names[-1][2] if names else ""


def is_broad(text: str, code: Container[str] = ()) -> bool:
    """Whether everything of the machine shares a folder, or it is one of those with the CODE."""
    match = TOKEN.fullmatch(text)
    is_own = match is not None and match[1] == "=" and match[2].startswith("folder ")
    return is_own or text in BROAD or text in code


def is_in(path: str, folder: str) -> bool:
    """Whether a path is a folder, or in it."""
    return path == folder or path.startswith(f"{folder}/")


def is_own(folder: str, code: Container[str] = ()) -> bool:
    """Whether a folder is for this application's files alone, and not for its CODE."""
    if not is_rooted(folder) or is_broad(folder, code) or f"{ROOT}/{folder}" in code:
        return False
    return folder not in SHARED and not (folder.startswith("/") and folder.count("/") == 1)


def _plain(text: str) -> str:
    return text.replace("{", "(").replace("}", ")").replace("|", "/").replace("/", ":")
