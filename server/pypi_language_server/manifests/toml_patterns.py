"""The regular expressions of the TOML reader.

Contract: every repetition is possessive or cannot be entered twice in different ways, so that each
match takes time in proportion to what it passes, whatever the text. Line ends are LF, CRLF and CR,
as editors count them; TOML itself has no lone CR, so nothing valid is read otherwise.
"""

from __future__ import annotations

import re

_NEWLINE = r"(?:\r\n?|\n)"
_COMMENT = r"\#[^\r\n]*+"
_BASIC = r'"(?:[^"\\\r\n]|\\[^\r\n])*+"(?!")'
_LITERAL = r"'[^'\r\n]*+'(?!')"
_BARE = r"[A-Za-z0-9_\-]++"
_PART = rf"(?:{_BARE}|{_BASIC}|{_LITERAL})"
_DOTTED = rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+"

SPACE = re.compile(r"[ \t]*+")
EQUALS = re.compile(r"[ \t]*+(=)[ \t]*+")
DOT = re.compile(r"[ \t]*+\.[ \t]*+(?=[A-Za-z0-9_\-\"'])")

KEY = re.compile(
    r"""( [A-Za-z0-9_\-]++ )
      | " ( (?: [^"\\\r\n] | \\[^\r\n] )*+ ) ( "? )
      | ' ( [^'\r\n]*+ ) ( '? )""",
    re.VERBOSE,
)
"""One part of a key: 1 bare; or inside a basic (2) or literal (4) string, then its end quote."""

SWALLOWED = re.compile(r"([^\s=\"']*+)[ \t]*+=[ \t]*+[\"']\Z")
"""The inside of a quoted key that has run on over `=` to the quote of its value."""

OPEN_KEY = re.compile(r"[^\s=,\]}]*+")
"""What is kept of a quoted key whose quote is missing."""

PLAIN_HEAD = re.compile(rf"\[(?:({_BARE}(?:\.{_BARE})*+)\]|\[({_BARE}(?:\.{_BARE})*+)\]\])")
"""A table's head of bare keys without blanks, as nearly all are: 1 of a table, 2 of an array."""

AFTER_KEY = re.compile(r"[ \t]*+[=.\]]")

BLANK = re.compile(rf"[ \t]++|\ufeff|(?:({_COMMENT})|){_NEWLINE}|({_COMMENT})\Z")
"""A piece of what may stand between statements; group 1 is a comment with a line end behind it."""

REST = re.compile(rf"[^\r\n\#]*+({_COMMENT})?+{_NEWLINE}?+")
"""What is left of a line, its end included; group 1 is a comment."""

WORD = re.compile(r"""[^\s,"'\[\]{}\#]++(?:["'](?=[ \t]*+(?:[,\]}\#\r\n]|\Z)))?+""")
"""A number, boolean, or half-typed word, with a stray closing quote behind it (`req",`)."""

ITEM = re.compile(
    rf"""[ \t]*+ " ([^"\\\r\n]*+) " [ \t]*+ (?: , | (?=\]) ) [ \t]*+
        (?: ({_COMMENT})?+ {_NEWLINE} [ \t]*+ )?+""",
    re.VERBOSE,
)
"""An ordinary string in an array, its comma, and a comment that ends its line: 1 inside, 2."""

TOKEN = re.compile(
    rf"""(?P<space> [ \t\f\v\x1c-\x1f\x85\xa0]++ ) | (?P<newline> {_NEWLINE} ) | (?P<comma> , )
      | (?P<comment> {_COMMENT} ) | (?P<close> \] ) | (?P<brace> \}} )
      | (?P<value> [^\s,\#] ) | (?P<stray> . )""",
    re.VERBOSE | re.DOTALL,
)
"""What stands at some place in an array; of a value, its first character."""

TABLE_TOKEN = re.compile(
    rf"""(?P<newline> {_NEWLINE} ) | (?P<comment> {_COMMENT} ) | (?P<close> \}} ) | (?P<end> \] )
      | (?P<key> [A-Za-z0-9_\-"'] ) | (?P<stray> . )""",
    re.VERBOSE | re.DOTALL,
)
"""What stands at some place in an inline table where a key may stand."""

LINES_TABLE = re.compile(
    rf"""[ \t]*+ (?:{_COMMENT})?+ {_NEWLINE}
        (?: [ \t]*+ (?: (?! \[ ) [^{{}}\[\r\n]++ (?: \[ [^\[\]{{}}\r\n]*+ \] [^{{}}\[\r\n]*+ )*+ )?+
            {_NEWLINE} )*+
        [ \t]*+ \}}""",
    re.VERBOSE,
)
"""An inline table over several lines, as TOML 1.1 has it, from behind its `{`, with its `}`."""

_LETTERED = r"(?!(?:true|false|inf|nan)[ \t]*+[,\]\r\n])[A-Za-z_]"

HEAD = re.compile(
    rf"""[ \t]*+ (?: \[\[?+ [ \t]*+ {_LETTERED} [A-Za-z0-9_\-]*+ [ \t]*+ (?: [.\]\r\n] | \Z )
       | {_DOTTED} [ \t]*+ = (?!=) )""",
    re.VERBOSE,
)
"""A line that begins something new, and so ends an array that nothing has closed.

Arrays may hold arrays of strings and numbers, never of bare words: those are tables' names.
"""

DOTTED_HEAD = re.compile(
    rf"\[\[?+[ \t]*+{_DOTTED}[ \t]*+\]\]?+[ \t]*+(?:{_COMMENT})?+(?=[\r\n]|\Z)"
)
"""A finished head of a table, from its bracket to the end of its line."""

TABLE_HEAD = re.compile(r"[\r\n][ \t]*+\[")
"""The line end and the beginning of a table's head behind it, or of an array in an array."""

_SIMPLE_ARRAY = rf"""\[ (?> [^\[\]{{}}"'\#=]++ | {_BASIC} | {_LITERAL} | {_COMMENT} )*+ \]"""
_SIMPLE_TABLE = (
    rf"""\{{ (?> [^\[\]{{}}"'\#\r\n]++ | {_BASIC} | {_LITERAL} | {_SIMPLE_ARRAY} )*+ \}}"""
)
_PLAIN_PAIR = rf"""[ \t]*+ {_DOTTED} [ \t]*+ = [ \t]*+
    (?: {_BASIC} | {_LITERAL} | [^\s"'\[\]{{}}\#,=][^"'\[\]{{}}\#\r\n]*+
      | {_SIMPLE_ARRAY} | {_SIMPLE_TABLE} )
    [ \t]*+ (?:{_COMMENT})?+ (?: {_NEWLINE} | \Z )"""

PLAIN_LINE = re.compile(_PLAIN_PAIR, re.VERBOSE)
"""A finished pair of a kind that needs no closer look, with its line's end."""

PLAIN_LINES = re.compile(
    rf"(?> [ \t]*+ (?:{_COMMENT})?+ {_NEWLINE} | {_PLAIN_PAIR} )*+", re.VERBOSE
)
"""Any number of such pairs, empty lines and comments: what is passed over in unwanted tables."""
