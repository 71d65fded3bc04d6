"""The only place that knows pygls and lsprotocol: handlers and translation."""
