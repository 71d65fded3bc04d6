"""Talking to a package index: model, sans-I/O wire formats, client, and which index to ask."""
