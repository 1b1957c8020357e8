"""Names of Python itself: what mutates, copies or yields nothing to follow."""

from __future__ import annotations

MUTATING_METHODS = frozenset(
    """append appendleft add insert extend extendleft update setdefault pop popleft popitem remove
    discard clear sort reverse rotate move_to_end subtract difference_update intersection_update
    symmetric_difference_update put put_nowait set __setitem__ __delitem__ __ior__ __iadd__ write
    set_result set_exception""".split()
)
"""Methods that change their receiver when it is a container; whether it is one is decided later."""

MUTATED_ARGUMENT = {
    "heappush": 0,
    "heappop": 0,
    "heapify": 0,
    "heapreplace": 0,
    "heappushpop": 0,
    "insort": 0,
    "insort_left": 0,
    "insort_right": 0,
    "shuffle": 0,
    "next": 0,
    "setitem": 0,
    "delitem": 0,
}
"""Functions that change an argument: last name to position."""

NEW_ITERATORS = frozenset({"iter", "reversed"})
"""Built-ins whose result is an iterator of its own: taking the next of it changes nothing else."""

SILENT_BUILTINS = frozenset(
    """abs all any ascii bin bool bytes callable chr complex dir divmod float format hasattr hash
    hex id input int isinstance issubclass len max min oct ord pow print range repr round str sum
    type ValueError TypeError KeyError RuntimeError Exception NotImplementedError
    AttributeError AssertionError OSError IndexError""".split()
)
"""Built-ins that return nothing we follow and call nothing of the project's."""

TEXTS = frozenset({"str", "bytes", "hex", "repr"})
"""Built-ins among these that give their first argument as a text."""

COPIES = {
    "dict": "dict",
    "list": "list",
    "set": "set",
    "frozenset": "set",
    "tuple": "tuple",
    "sorted": "list",
    "bytearray": "list",
    "deepcopy": "copy",
}
"""Calls that make a new container of their argument: name to the kind made."""
