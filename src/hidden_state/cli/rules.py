"""`hidden-state rules` and `hidden-state explain CODE`: what the rules are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hidden_state.cli import terminal
from hidden_state.cli.commands import Command
from hidden_state.cli.display import COLOR, screen_width
from hidden_state.cli.usage import UsageError
from hidden_state.configuration import suggestion

if TYPE_CHECKING:
    import argparse


def list_rules(_options: argparse.Namespace) -> int:
    """Print all rules, one a line, below the names of their families."""
    from hidden_state.reporters.description import describe
    from hidden_state.reporters.explanation import listing
    from hidden_state.session.catalog import rules

    terminal.write(listing(map(describe, rules()), screen_width()))
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print what is to be known of the rule that OPTIONS name."""
    from hidden_state.reporters.explanation import print_explanation
    from hidden_state.session.catalog import rules
    from hidden_state.session.describing import described

    by_name = {name: rule for rule in rules() for name in (rule.code, rule.name)}
    rule = by_name.get(options.code) or by_name.get(options.code.upper())
    if rule is None:
        raise UsageError(f"unknown code `{options.code}`{suggestion(options.code, by_name)}")
    with terminal.reader():
        is_coloured = terminal.is_coloured(options.color)
        print_explanation(described(rule), sys.stdout, screen_width(), is_coloured=is_coloured)
    return 0


LIST = Command("rules", "list the rules", {}, list_rules)
EXPLAIN = Command(
    "explain",
    "explain a rule: why, bad, good, what replaces it",
    {"code": {"metavar": "CODE", "help": "its code or its name"}, "--color": COLOR},
    explain,
)
