"""Draws modules of types, as a person would write them: records, enums, aliases and unions."""

from random import Random

SCALARS = (
    *("int", "float", "decimal", "string", "bool", "uuid", "date", "path", "email", "url"),
    *("datetime", "duration", "json"),
)
FORMS = ("{}", "{}", "{}?", "list[{}]", "map[string, {}]", "texts", "more")
CONDITIONS = {
    "int": ("it > 0", "1 <= it <= 9", "it in [1, 2, 3]", "it % 2 == 1", "it == 7"),
    "float": ("0.0 <= it < 1.5", "it >= -0.5", "it in [0.5, 1.0]"),
    "decimal": ("it > 0.0d",),
    "string": (
        *("length(it) >= 1", "length(it) <= 20", "length(it) == 3", 'it in ["a", "b c"]'),
        *('matches(it, "^[a-z]+$")', 'trim(it) != ""', 'matches(it, "x") and length(it) <= 9'),
    ),
    "bool": ("it == true",),
    "email": ("length(it) <= 20",),
    "url": ("length(it) >= 9",),
    "list": ("length(it) >= 1", "length(unique(it)) == length(it)"),
    "set": ("length(it) <= 4",),
    "map": ("length(it) <= 3",),
}
DEFAULTS = {
    "int": ("0", "-3"),
    "float": ("1.5", "2.0"),
    "decimal": ("1.50d", "0.0d"),
    "string": ('""', '"a \\"b\\""'),
    "bool": ("true", "false"),
    "duration": ("90s", "250ms", "1d", "0s"),
    "list": ("[]",),
    "map": ("{}",),
    "json": ("null", "[1, { a: true }]"),
}


class Types:
    """A module under way: what it declares so far, and what can be named."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.enums: dict[str, list[str]] = {}
        self.names: list[str] = []
        self.bases: dict[str, str] = {}
        self.optional: set[str] = set()

    def text(self) -> str:
        """Draw a module."""
        for number in range(self.random.randint(0, 2)):
            self._enum(f"Choice{number}")
        for number in range(self.random.randint(0, 2)):
            self._alias(f"Known{number}")
        if self.random.randrange(2):
            self._union()
        for number in range(self.random.randint(1, 3)):
            self._record(f"Thing{number}")
        return "\n".join(self.lines) + "\n"

    def _enum(self, name: str) -> None:
        values = [f"value_{at}" for at in range(self.random.randint(2, 3))]
        self.enums[name] = values
        told = "\n  /// What it means.\n  " if self.random.randrange(2) else " "
        self.lines.append(f"{self._doc()}enum {name} {{{told}{', '.join(values)} }}\n")

    def _alias(self, name: str) -> None:
        type_ = self._type(1)
        self.lines.append(f"{self._doc()}type {name} = {type_}{self._condition(type_)}\n")
        self.names.append(name)
        self.bases[name] = self._base(type_)
        self.optional |= (
            {name, f"{name}?"} if type_.endswith("?") or type_ in self.optional else set()
        )

    def _union(self) -> None:
        for name in ("Left", "Right"):
            self.lines.append(f'record {name} {{\n  kind: "{name.lower()}"\n{self._fields(1)}}}\n')
        self.lines.append("type Side = Left | Right\n")
        self.names += ["Left", "Side"]

    def _record(self, name: str) -> None:
        fields = self._fields(self.random.randint(1, 5))
        check = '  check 1 < 2 else "no"\n' if self.random.randrange(5) == 0 else ""
        self.lines.append(f"{self._doc()}record {name} {{\n{fields}{check}}}\n")
        self.names.append(name)

    def _fields(self, count: int) -> str:
        return "".join(self._field(f"field_{at}") for at in range(count))

    def _field(self, name: str) -> str:
        type_ = self._type(2)
        doc = self._doc().replace("\n", "\n  ")
        condition = self._condition(type_)
        default = "" if condition else self._default(type_)
        return f"  {doc}{name}: {type_}{default}{condition}\n"

    def _doc(self) -> str:
        return "/// What it is.\n/// And why.\n" if self.random.randrange(4) == 0 else ""

    def _type(self, depth: int) -> str:
        random = self.random
        form: str = random.choice(
            ("{}", "{}", "{}?", "list[{}]", "map[string, {}]", "texts", "more")
        )
        if form == "texts":
            return '"red" | "green"' if random.randrange(2) else '"only"'
        if form == "more":
            pair = f"tuple[{self._named()}, {self._named()}]"
            return random.choice(("decimal(8, 2)", "set[int]", "set[string]", pair))
        if depth and "[" in form and random.randrange(3) == 0:
            return form.format(self._type(0))
        return form.format(self._named(json=form != "{}?"))

    def _named(self, json: bool = True) -> str:
        scalars = SCALARS if json else SCALARS[:-1]
        name: str = self.random.choice((*scalars, *self.names, *self.enums))
        return name

    def _condition(self, type_: str) -> str:
        known = CONDITIONS.get(self._base(type_), ())
        if type_ in self.optional or not known or self.random.randrange(3):
            return ""
        return f" where {self.random.choice(known)}"

    def _base(self, type_: str) -> str:
        """Give the word for what a type is made of, through aliases."""
        word = type_.rstrip("?").partition("[")[0]
        return self.bases.get(word, word)

    def _default(self, type_: str) -> str:
        if self.random.randrange(3):
            return ""
        if type_.endswith("?"):
            return " = null"
        if type_ in self.enums:
            return f" = {type_}.{self.enums[type_][0]}"
        if type_ == '"red" | "green"':
            return ' = "green"'
        known = DEFAULTS.get(type_.partition("[")[0], ())
        return f" = {self.random.choice(known)}" if known else ""
