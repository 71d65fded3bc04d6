"""What programmers' words mean beside what they say: words that tell nothing.

Contract: data only, in lower case.
"""

from __future__ import annotations

_STOP_WORDS = """
    a an and any are as at be best by can do for from good how i in into is it its lib libraries
    library me module modules my of on or package packages please python python3 some something
    that the this to use using want way which with you your
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing about what is looked for; they count only where nothing else is said."""
