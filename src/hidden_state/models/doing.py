"""What a model file may say of what calls do to the world, and of work that they leave running."""

from __future__ import annotations

from typing import Literal

Does = Literal[
    "nothing",
    "log",
    "query",
    "save",
    "commit",
    "clear",
    "fetch",
    "call",
    "read",
    "write",
    "mail",
    "publish",
    "run",
    "clock",
    "chance",
    "lock",
    "listen",
]
"""What a call does: `query` a database, `save` to it, `clear` things from it, `commit` what was
done; `fetch` from and `call` another service; `read` and `write` files; `run` a command; `clock`
and `chance` give another value each time; `lock` takes a lock that all instances share, and
`listen` waits for what they all are told."""
Leaves = Literal["started", "running", "queued"]
"""How work is left: it runs once `start()` is called; it runs at once, and its result can be
waited for; it is queued to run after the response."""
