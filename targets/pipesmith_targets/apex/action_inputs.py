"""What an action is given: a variable of Flow for each parameter of its pipeline."""

from dataclasses import dataclass
from enum import Enum, auto

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_writing import as_json, is_text_in_json
from pipesmith_targets.apex.literals import shown
from pipesmith_targets.apex.naming import camel, constant
from pipesmith_targets.apex.scope import ClassScope, Place

_PLAIN = {"Long", "Double", "Decimal", "String", "Boolean", "Date", "Datetime"}
"""Types that Flow knows."""
_MAP = "Map<String, Object>"


class Form(Enum):
    """How a variable of Flow holds a value: as it is, as its text in JSON, or as JSON."""

    value = auto()
    text = auto()
    json = auto()


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of a request."""

    field: n.Field
    name: str
    form: Form

    def holding(self, value: ax.Expression, home: ClassScope) -> ax.Expression:
        """Write what the variable holds for a value of the program."""
        match self.form:
            case Form.value:
                return value
            case Form.text:
                return as_json(value, self.field.type, home)
            case Form.json:
                return ax.call("PipelineJson.write", as_json(value, self.field.type, home))

    def data(self, home: ClassScope) -> ax.Expression:
        """Write the JSON values of what the variable holds."""
        name = ax.Name(self.name)
        match self.form:
            case Form.value:
                return as_json(name, t.present(self.field.type), home)
            case Form.text:
                return name
            case Form.json:
                return ax.call("PipelineJson.readInput", name, ax.Text(self.field.name))


def inputs_of(pipeline: n.Pipeline, home: ClassScope) -> list[Input]:
    """Name the variables of the request, and tell what they hold."""
    names, found = home.locals("values"), []
    for each in pipeline.parameters:
        form = _form(each.type, home)
        name = camel(each.name) + ("Json" if form is Form.json else "")
        found.append(Input(each, names.claim(name), form))
    return found


def _form(type_: t.Type, home: ClassScope) -> Form:
    if home.written(type_) in _PLAIN and home.plain(type_) != t.DURATION:
        return Form.value
    return Form.text if is_text_in_json(type_, home) else Form.json


def write_request(pipeline: n.Pipeline, home: ClassScope) -> ax.Class:
    """Write the class of what one run is given."""
    place = Place(home, home.locals("values"))
    given = inputs_of(pipeline, home)
    lines: ax.Lines = [ax.Declare(_MAP, "values", ax.New(_MAP))]
    lines += [_put(each, place) for each in given]
    lines.append(ax.Return(ax.call("PipelineJson.write", ax.Name("values"))))
    doc = ax.Doc("Gives the input of the pipeline.", (("return", "a JSON object"),))
    made = ax.Method("public", "String", "toJson", (), tuple(lines), doc)
    fields = [_variable(each, home) for each in given]
    about = ax.Doc("What one run is given.")
    return ax.Class("public", "Request", [*fields, made], about)


def _variable(given: Input, home: ClassScope) -> ax.Field:
    field = given.field
    about = " ".join((field.doc or f"The parameter {field.name}.").split())
    told = f"{about}{_how(given, home)}"
    required = field.default is None and not isinstance(field.type, t.OptionalType)
    more = ("required=true",) if required else ()
    written = home.written(field.type) if given.form is Form.value else "String"
    annotation = labelled(field.name, told, *more)
    return ax.Field("public", written, given.name, None, ax.Doc(told), (annotation,))


def _how(given: Input, home: ClassScope) -> str:
    """Tell how a value is written, where that is not plain."""
    if given.form is Form.json:
        return " As JSON."
    match home.plain(given.field.type):
        case t.DURATION:
            return " Such as PT5M."
        case t.NominalType(of="enum", module=module, name=name):
            values = [*home.program.fields.get((module, name), ())]
        case t.UnionType(members=members):
            values = [each.value for each in members if isinstance(each, t.LiteralType)]
        case _:
            values = []
    return f" One of {', '.join(values)}." if values else ""


def _put(given: Input, place: Place) -> ax.Statement:
    """Write that a value is given to the pipeline, unless there is none."""
    name = ax.Name(given.name)
    put = ax.call("values.put", ax.Text(given.field.name), given.data(place.home))
    return ax.If(((ax.Binary("!=", name, ax.NULL), (ax.Evaluate(put),)),))


def labelled(name: str, about: str, *more: str) -> ax.Annotation:
    """Write what Flow shows of a variable: its name in words, and what it tells."""
    label = constant(name).replace("_", " ").capitalize()
    given = (f"label={shown(label, 80)}", f"description={shown(about, 255)}", *more)
    return ax.Annotation("InvocableVariable", given)
