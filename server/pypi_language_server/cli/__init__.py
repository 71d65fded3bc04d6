"""The terminal face: serve, search, info, refresh, status, demo."""
