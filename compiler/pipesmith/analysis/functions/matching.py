"""Whether a call fits a standard function, and what type it then has.

Reads     a function of the table, and the types, names and constant texts of the arguments.
Gives     a `Match`, which asks for the types of lambdas one at a time, or a `Mismatch`.
Reports   nothing: a mismatch is the facts of one finding of the checker.
Promises  the first signature that fits is taken; facts of types are asked of the caller alone.
Leaves    conversions to the caller, which reads them from `Match.parameters`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.analysis.functions import wording
from pipesmith.analysis.functions.binding import (
    Bindings,
    TypeFacts,
    holds_secret,
    without_secret,
)
from pipesmith.analysis.functions.calling import Argument, Mismatch, Slot, place
from pipesmith.analysis.functions.function import Function
from pipesmith.analysis.functions.signatures import Applied, Arrow, Pattern, Signature, Variable


@dataclass(frozen=True, slots=True)
class Ask:
    """The next lambda whose body is to be inferred, and the types of its parameters."""

    argument: int
    parameters: tuple[t.Type, ...]
    destructure: bool = False


@dataclass(slots=True)
class Match:
    """A call that fits so far. `result` and `parameters` hold when `ask` gives None."""

    function: Function
    signature: Signature
    arguments: Sequence[Argument]
    slots: tuple[Slot, ...]
    bindings: Bindings
    _told: dict[int, t.Type] = field(default_factory=dict)
    _again: set[int] = field(default_factory=set)

    def ask(self) -> Ask | None:
        """Give the next lambda to infer, or None when all is known."""
        for slot in self.slots:
            at, pattern = slot.argument, slot.parameter.pattern
            if at is not None and isinstance(pattern, Arrow) and at not in self._told:
                return self._asking(at, pattern)
        return None

    def _asking(self, at: int, pattern: Arrow) -> Ask:
        parameters = tuple(map(self.bindings.resolve, pattern.parameters))
        if self.arguments[at].lambda_parameters in (None, len(parameters)):
            return Ask(at, parameters)
        return Ask(at, self._pair(parameters[0]), destructure=True)

    def _pair(self, type_: t.Type) -> tuple[t.Type, ...]:
        pair = self.bindings.facts.expand(type_)
        return pair.items if isinstance(pair, t.TupleType) else (t.ANY, t.ANY)

    def tell(self, ask: Ask, result: t.Type) -> "Match | Mismatch":
        """Take the type of a lambda's body; the call may then ask again, fit, or not fit."""
        pattern = self._arrow(ask.argument)
        plain = _plain(pattern.result, result)
        self._told[ask.argument] = result
        self.bindings.learn(pattern.result, plain)
        if self._asking(ask.argument, pattern) != ask and ask.argument not in self._again:
            self._again.add(ask.argument)
            del self._told[ask.argument]
            return self
        return self._checked(ask.argument, pattern, plain)

    def _arrow(self, at: int) -> Arrow:
        patterns = (slot.parameter.pattern for slot in self.slots if slot.argument == at)
        return next(pattern for pattern in patterns if isinstance(pattern, Arrow))

    def _checked(self, at: int, pattern: Arrow, result: t.Type) -> "Match | Mismatch":
        unfit = self.bindings.unfit()
        wanted = self.bindings.resolve(pattern.result)
        if unfit is None and self.bindings.facts.assignable(result, wanted):
            return _unfit_slot(self) or self.leak() or self
        shown = wording.expected(pattern.result, unfit) if unfit else f"`{wanted}`"
        return wording.lambda_result(self.function, at, shown, result)

    @property
    def parameters(self) -> tuple[tuple[int | None, t.Type], ...]:
        """Give, for each parameter in order, the argument that fills it and its final type."""
        return tuple((slot.argument, self._wanted(slot)) for slot in self.slots)

    def _wanted(self, slot: Slot) -> t.Type:
        """Give a slot's final type; secrets, and texts that name a choice, stay what they are."""
        given = None if slot.argument is None else self.arguments[slot.argument].type
        pattern = slot.parameter.pattern
        if given is not None and (holds_secret(given) or isinstance(pattern, t.UnionType)):
            return given
        return self.bindings.resolve(pattern)

    @property
    def result(self) -> t.Type:
        """Give the type of the call; a text made from a secret is secret."""
        if self._unsure():
            return t.ANY
        result = self.bindings.resolve(self.signature.result)
        if not self._taints(result):
            return result
        return t.optional(t.SECRET) if isinstance(result, t.OptionalType) else t.SECRET

    def _unsure(self) -> bool:
        """Tell whether an error in an argument leaves open which overload was meant."""
        erroneous = any(argument.type == t.ANY for argument in self.arguments)
        return erroneous and len({each.result for each in self.function.signatures}) > 1

    def _taints(self, result: t.Type) -> bool:
        """Tell whether the result is made from a secret that its own type does not show."""
        given = (*(argument.type for argument in self.arguments), *self._told.values())
        secret = any(type_ is not None and holds_secret(type_) for type_ in given)
        return secret and not holds_secret(result)

    def leak(self) -> Mismatch | None:
        """Say so when all is known and the result would let a secret out."""
        if any(slot.argument not in self._told for slot in self.slots if _is_arrow(slot)):
            return None
        result = self.bindings.resolve(self.signature.result)
        if not self._taints(result) or t.present(result) == t.STRING:
            return None
        return wording.secret_leaks(self.function, result)


def _is_arrow(slot: Slot) -> bool:
    return isinstance(slot.parameter.pattern, Arrow)


def match_signatures(
    function: Function, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch:
    """Fit a call to the first signature that takes these arguments, or say why none does."""
    failures: list[Mismatch] = []
    for signature in function.signatures:
        outcome = match_signature(function, signature, arguments, facts)
        if isinstance(outcome, Match) or outcome.reason == "secret":
            return outcome
        failures.append(outcome)
    return wording.nearest(function, arguments, failures)


def match_signature(
    function: Function, signature: Signature, arguments: Sequence[Argument], facts: TypeFacts
) -> Match | Mismatch:
    """Fit a call to one signature."""
    slots = place(function, signature, arguments)
    if isinstance(slots, Mismatch):
        return slots
    found = Match(function, signature, arguments, slots, Bindings(facts))
    for slot in slots:
        given = _given(slot, arguments)
        if given is not None:
            found.bindings.learn(slot.parameter.pattern, given)
    return _unfit_slot(found) or found.leak() or found


def _given(slot: Slot, arguments: Sequence[Argument]) -> t.Type | None:
    """Give the type of a slot's argument; a secret is a text where the signature wants texts."""
    if slot.argument is None:
        return None
    argument, pattern = arguments[slot.argument], slot.parameter.pattern
    if isinstance(argument.constant, str) and isinstance(pattern, t.UnionType):
        return t.LiteralType(argument.constant)
    return None if argument.type is None else _plain(pattern, argument.type)


def _plain(pattern: Pattern, type_: t.Type) -> t.Type:
    return type_ if _keeps_secrets(pattern) else without_secret(type_)


def _keeps_secrets(pattern: Pattern) -> bool:
    match pattern:
        case Variable(name=name):
            return name != "O"
        case Applied(parts=parts):
            return any(map(_keeps_secrets, parts))
        case _:
            return False


def _unfit_slot(found: Match) -> Mismatch | None:
    """Give the first argument that the signature, as it is bound, does not take."""
    unfit = found.bindings.unfit()
    for slot in found.slots:
        if slot.argument is not None:
            problem = _slot_problem(found, slot, slot.argument, unfit)
            if problem is not None:
                return problem
    return None


def _slot_problem(found: Match, slot: Slot, at: int, unfit: str | None) -> Mismatch | None:
    pattern = slot.parameter.pattern
    given = _given(slot, found.arguments)
    if given is None:
        return _lambda_problem(found, slot, at)
    if isinstance(pattern, Arrow):
        shown = f"a lambda `{pattern}`"
        return wording.wrong_type(found.function, slot.parameter, at, shown, given)
    takes = found.bindings.facts.assignable(given, found.bindings.resolve(pattern))
    if takes and unfit not in wording.variables(pattern):
        return None
    if isinstance(given, t.OptionalType) and _fits_present(found, pattern, given):
        return wording.maybe_null(found.function, slot.parameter, at, given)
    shown = wording.expected(pattern, unfit)
    return wording.wrong_type(found.function, slot.parameter, at, shown, given)


def _fits_present(found: Match, pattern: Pattern, given: t.OptionalType) -> bool:
    """Tell whether the argument would be taken if it could not be null."""
    trial = Bindings(found.bindings.facts)
    trial.learn(pattern, given.item)
    takes = trial.facts.assignable(given.item, trial.resolve(pattern))
    return takes and trial.unfit() is None


def _lambda_problem(found: Match, slot: Slot, at: int) -> Mismatch | None:
    pattern = slot.parameter.pattern
    if not isinstance(pattern, Arrow):
        return wording.not_a_lambda(found.function, slot.parameter, at)
    count, wanted = found.arguments[at].lambda_parameters, len(pattern.parameters)
    if count == wanted or (wanted == 1 and count == 2 and _takes_pairs(found, pattern)):
        return None
    return wording.lambda_count(found.function, at, wanted)


def _takes_pairs(found: Match, pattern: Arrow) -> bool:
    pair = found.bindings.facts.expand(found.bindings.resolve(pattern.parameters[0]))
    return isinstance(pair, t.AnyType) or (isinstance(pair, t.TupleType) and len(pair.items) == 2)
