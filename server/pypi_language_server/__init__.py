"""Package knowledge in the editor: a language server for Python dependency files."""

__version__ = "0.1.0"
