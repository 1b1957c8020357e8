"""The language server: findings in editors, as the text is typed."""

from hidden_state.lsp.features import serve

__all__ = ["serve"]
