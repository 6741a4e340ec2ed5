"""`Set`."""

from __future__ import annotations

from tests.apexvm.coercion import coerce
from tests.apexvm.equality import key, set_of
from tests.apexvm.registry import method
from tests.apexvm.values import (
    ApexSet,
    Value,
)


@method("Set", "add")
def set_add(this: ApexSet, value: Value) -> bool:
    """Add a member; say whether it is new."""
    member = key(coerce(value, this.element))
    new = member not in this.members
    this.members[member] = None
    return new


@method("Set", "addAll")
def set_add_all(this: ApexSet, others: Value) -> bool:
    """Add all of a list or set; say whether one is new."""
    before = len(this.members)
    added = set_of(this.element, (coerce(one, this.element) for one in others))
    this.members.update(added.members)
    return len(this.members) > before


@method("Set", "contains")
def set_contains(this: ApexSet, value: Value) -> bool:
    """Say whether a value is a member."""
    return key(coerce(value, this.element)) in this.members


@method("Set", "containsAll")
def set_contains_all(this: ApexSet, others: ApexSet) -> bool:
    """Say whether all values are members."""
    return all(set_contains(this, one) for one in others)


@method("Set", "remove")
def set_remove(this: ApexSet, value: Value) -> bool:
    """Take a member away; say whether it was one."""
    member = key(coerce(value, this.element))
    there = member in this.members
    this.members.pop(member, None)
    return there


@method("Set", "removeAll")
def set_remove_all(this: ApexSet, others: ApexSet) -> bool:
    """Take members away; say whether one was there."""
    return sum(set_remove(this, one) for one in others) > 0


@method("Set", "retainAll")
def set_retain_all(this: ApexSet, others: ApexSet) -> bool:
    """Keep only some members; say whether one went."""
    kept = {key(coerce(one, this.element)) for one in others}
    gone = [one for one in this.members if one not in kept]
    for one in gone:
        del this.members[one]
    return bool(gone)


@method("Set", "size")
def set_size(this: ApexSet) -> int:
    """Count the members."""
    return len(this.members)


@method("Set", "isEmpty")
def set_is_empty(this: ApexSet) -> bool:
    """Say whether there are none."""
    return not this.members


@method("Set", "clear")
def set_clear(this: ApexSet) -> None:
    """Take all away."""
    this.members.clear()


@method("Set", "clone")
def set_clone(this: ApexSet) -> ApexSet:
    """Copy the set."""
    made = ApexSet(this.element)
    made.members = dict.fromkeys(this.members)
    return made
