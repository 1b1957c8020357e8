"""Changes of source code: the only place that knows libcst."""
