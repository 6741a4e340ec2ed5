"""What lark alone takes to parse a program: `python bare_parse.py GRAMMAR TABLES FILE [PYTHON]`.

The grammar is the compiler's own; the terminals that its lexer cuts by hand are plain patterns.
With PYTHON, a generated file, black formats that too: what parsing and formatting cost before a
compiler does anything.
"""

import sys
from pathlib import Path

from lark import Lark

DECLARED = r"""
NAME: /[^\W\d]\w*/
WORD: /[^\W\d]\w*/
INT: /[0-9]+/
FLOAT: /[0-9]+\.[0-9]+/
DECIMAL: /[0-9]+\.[0-9]+d/
DURATION: /[0-9]+(ms|s|m|h|d)/
TEXT: /"[^"\n]*"/
BROKEN: /\x00/
ON_ERROR: /on\s+error/
ON_SCHEDULE: /on\s+schedule/
ON_WEBHOOK: /on\s+webhook/
OR_OUTCOME: /\x01/
REPEAT_CALL: /\x02/
%ignore /(\s|\/\/[^\n]*)+/
"""


def main(grammar: str, tables: str, program: str, python: str | None = None) -> None:
    """Parse one file, and format another if asked to."""
    lines = Path(grammar).read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("%declare")) + DECLARED
    parser = Lark(text, parser="lalr", start=["module", "expression"], cache=tables)
    parser.parse(Path(program).read_text("utf-8"), start="module")
    if python is not None:
        import black

        black.format_str(Path(python).read_text("utf-8"), mode=black.Mode())


if __name__ == "__main__":
    main(*sys.argv[1:])
