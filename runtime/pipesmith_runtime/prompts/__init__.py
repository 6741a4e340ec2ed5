"""The prompts of the model components: Markdown files with places for data.

A file holds the system's part, a line `---`, and the question; a comment at its top is not sent.
Data fills the places `{{ name }}` once: what stands in data is never looked at. Each text is
fenced by more backticks than it holds in a row, so that no text can end its own fence.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipesmith_runtime.values import json_value

_COMMENT = re.compile(r"\A(\s*<!--.*?-->)+\s*", re.DOTALL)
_PLACE = re.compile(r"\{\{ (\w+) \}\}")


def prompt(name: str, **data: Any) -> tuple[str, str]:
    """Give the system's part and the question of a component, its places filled with data."""
    system, question = parts(name)
    return system, _PLACE.sub(lambda place: shown(data[place[1]]), question)


@lru_cache(maxsize=16)
def parts(name: str) -> tuple[str, str]:
    """Give the system's part and the question of a component, with its places."""
    text = (files(__name__) / f"{name}.md").read_text("utf-8")
    system, _, question = _COMMENT.sub("", text).partition("\n---\n")
    return system.strip(), question.strip()


def shown(value: Any) -> str:
    """Write a value into a prompt: texts fenced, lists numbered from 0, the rest as JSON."""
    match value:
        case None | []:
            return "(none)"
        case str():
            return _fenced(value)
        case list() if all(isinstance(item, str) for item in value):
            return "\n\n".join(f"{at}:\n{_fenced(item)}" for at, item in enumerate(value))
        case _:
            return _fenced(json.dumps(json_value(value), ensure_ascii=False, indent=2), "json")


def _fenced(text: str, word: str = "") -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{word}\n{text}\n{fence}"
