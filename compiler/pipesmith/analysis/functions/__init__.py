"""Every standard function: its signatures, its documentation, and how a call of it is typed.

How a checker types the call `xs | map(x => x.total)`:

    function = FUNCTIONS["map"]                 # KeyError: not a standard function
    outcome = match(function, (Argument(type=xs), Argument(lambda_parameters=1)), facts)
    while isinstance(outcome, Match) and (ask := outcome.ask()) is not None:
        result = ...                            # infer the body of argument `ask.argument`,
        outcome = outcome.tell(ask, result)     # whose parameters have the types `ask.parameters`
    if isinstance(outcome, Mismatch): ...       # one finding, at argument `outcome.argument`
    outcome.result                              # the type of the call
    outcome.parameters                          # (argument index or None, type it converts to)

- Arguments are given in source order, the filter's subject first; `Argument.name` is set for a
  named one; `Argument.constant` for a constant text, or for a list literal of constant texts:
  patterns, units and names of fields are checked by it.
- An argument is inferred without expectation first (`[]` is `list[never]`); afterwards `parameters`
  says the type that it is checked against and converts to (`min(1, 2.5)` wants two floats). For a
  lambda that is a `FunctionType`: its body converts to `.result`.
- `ask.destructure` tells that a lambda of two parameters takes one pair apart (rule 16). A lambda
  may be asked for twice, the second time with wider parameters: infer its body again.
- `parameters` has the order in which the IR wants the arguments; an optional parameter that is left
  out has no index.
- Two functions are typed by names. `pluck(xs, "name")` lowers as `xs[*].name` does. The named
  arguments of `with(record, field: value)` are fields; it lowers as
  `Call("with", (record, MapValue(entries=(Pair("field", value), ...))))`.
- `facts` is the checker's knowledge of types; nothing here knows declarations.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pipesmith.analysis.functions import data, lists, maps, numbers, text, times
from pipesmith.analysis.functions.binding import TypeFacts
from pipesmith.analysis.functions.calling import Argument, Mismatch
from pipesmith.analysis.functions.choosing import match
from pipesmith.analysis.functions.function import Complaint, Function, LiteralRule
from pipesmith.analysis.functions.matching import Ask, Match
from pipesmith.analysis.functions.signatures import Parameter, Signature

__all__ = [
    "FUNCTIONS",
    "Argument",
    "Ask",
    "Complaint",
    "Function",
    "LiteralRule",
    "Match",
    "Mismatch",
    "Parameter",
    "Signature",
    "TypeFacts",
    "match",
]

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        function.name: function
        for theme in (text, lists, maps, times, numbers, data)
        for function in theme.FUNCTIONS
    }
)
"""Every standard function by its name, in the order of the reference."""
