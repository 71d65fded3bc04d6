"""The local list of project names: file format, search and ranking, refresh, starter catalogue."""
