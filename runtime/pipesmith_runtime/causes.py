"""The exceptions behind an error, without secrets: tracebacks print their texts.

Host code may put a secret into an exception of its own. Such a one is replaced by a stand-in that
has its name, its traceback and its text without the secret.
"""

from collections.abc import Callable, Iterator

from pipesmith_runtime.errors import PipelineError, described

Hide = Callable[[str], str]
LINKS = ("__cause__", "__context__")


class HiddenError(Exception):
    """Stands for an exception whose text held a secret."""


def hide_in_causes(error: BaseException, hide: Hide) -> None:
    """Replace each exception behind an error whose text holds a secret."""
    pending: list[BaseException] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        _relink(one, hide)
        pending += [inner for link in LINKS if (inner := getattr(one, link)) is not None]
        pending += [*one.suppressed, one.cause or one] if isinstance(one, PipelineError) else []


def _relink(one: BaseException, hide: Hide) -> None:
    shown = one.__suppress_context__
    for link in LINKS:
        inner = getattr(one, link)
        if inner is not None and _tells(inner, hide):
            setattr(one, link, _stand_in(inner, hide))
    one.__suppress_context__ = shown  # setting a cause changes it


def _tells(failure: BaseException, hide: Hide) -> bool:
    return any(hide(text) != text for text in _texts(failure))


def _texts(failure: BaseException) -> Iterator[str]:
    """Give what a traceback prints of an exception itself."""
    yield described(failure)
    yield from map(str, getattr(failure, "__notes__", ()))
    for inner in failure.exceptions if isinstance(failure, BaseExceptionGroup) else ():
        yield from _texts(inner)


def _stand_in(failure: BaseException, hide: Hide) -> HiddenError:
    stand_in = HiddenError(hide(described(failure)))
    for note in getattr(failure, "__notes__", ()):
        stand_in.add_note(hide(str(note)))
    stand_in.__traceback__ = failure.__traceback__
    stand_in.__cause__, stand_in.__context__ = failure.__cause__, failure.__context__
    stand_in.__suppress_context__ = failure.__suppress_context__
    return stand_in
