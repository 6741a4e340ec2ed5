"""ApexDoc comments."""

from dataclasses import replace
from textwrap import wrap

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.layout import HARD, Doc

_WIDTH = 88
"""The room of a comment: it need not be as wide as code to be read."""


def comment(doc: ax.Doc | None) -> list[Doc]:
    """Write a comment, nothing where there is none."""
    if doc is None:
        return []
    lines = lines_of(doc)
    if len(lines) == 1 and len(lines[0]) < _WIDTH - 4 and not doc.tags:
        return [f"/** {lines[0]} */", HARD]
    written = [part for line in lines for part in (f" * {line}".rstrip(), HARD)]
    return ["/**", HARD, *written, " */", HARD]


NO_RUN_AS = "'PMD.ApexUnitTestClassShouldHaveRunAs'"
"""What every test class has the analyzer overlook, for a reason of its own."""
_REASON = "Its size and its parameters are those of the source."


def commented(doc: ax.Doc | None, annotations: tuple[ax.Annotation, ...]) -> list[Doc]:
    """Write the comment of a member; one that is larger than the analyzer likes says why."""
    if not any(_is_of_size(each) for each in annotations):
        return comment(doc)
    if doc is None:
        return [f"// {_REASON}", HARD]
    return comment(replace(doc, description=f"{doc.description}\n\n{_REASON}"))


def _is_of_size(annotation: ax.Annotation) -> bool:
    """Tell whether an annotation has the analyzer overlook more than the lack of a test user."""
    return annotation.name == "SuppressWarnings" and annotation.parameters != (NO_RUN_AS,)


def lines_of(doc: ax.Doc) -> list[str]:
    """Give the lines of a comment, without its frame."""
    first, *more = safe(doc.description).split("\n\n")
    lines = _wrapped(f"@description {' '.join(first.split())}")
    for paragraph in more:
        lines += ["", *_wrapped(" ".join(paragraph.split()))]
    lines += [safe(line) for line in doc.after]
    for tag, text in doc.tags:
        lines += _wrapped(f"@{tag} {' '.join(safe(text).split())}")
    return lines


def safe(text: str) -> str:
    """Take from a text what would end the comment that it stands in, or be read as a tag."""
    return text.replace("*/", "* /").replace("@", "(at)")


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
