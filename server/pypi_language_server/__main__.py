"""`python -m pypi_language_server`: the same program as the console scripts."""

from pypi_language_server.main import main

if __name__ == "__main__":
    raise SystemExit(main())
