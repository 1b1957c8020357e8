"""Rules about the use of the tool: what they are, and how they become findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from hidden_state.finding import Consequences, Definition, Finding
from hidden_state.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

CATEGORY = "tool"
NOTHING = "nothing: this is about the use of the linter"


class ToolRule:
    """A rule that no state breaks; its docstring is its documentation."""

    code: ClassVar[str]
    name: ClassVar[str]
    category: ClassVar[str] = CATEGORY
    consequence: ClassVar[str] = NOTHING

    @classmethod
    def finding(
        cls,
        path: str,
        span: tuple[int, int, int],
        message: str,
        hint: str,
        identity: Sequence[str] = (),
    ) -> Finding:
        """Return a finding in PATH at SPAN, a line, a column and the column after the end.

        IDENTITY tells it from others of the same rule in the same file.
        """
        line, column, end_column = span
        return Finding(
            path=path,
            line=line,
            column=column,
            end_line=line,
            end_column=end_column,
            code=cls.code,
            rule=cls.name,
            category=cls.category,
            symbol="",
            confidence="certain",
            message=message,
            hint=hint,
            fixable=False,
            fingerprint=fingerprint(cls.code, path, *identity),
            definition=Definition(path=path, line=line),
            writes=(),
            entry=None,
            chain=(),
            consequences=Consequences(
                scale_out=cls.consequence,
                instance_loss=cls.consequence,
                rolling_deploy=cls.consequence,
                rollback=cls.consequence,
            ),
        )
