"""The report as one HTML page that needs no network and no other file."""

from hidden_state.reporters.page.document import render as render
