"""Keeping secrets out of everything that leaves a run."""

from typing import Any

MASK = "***"
LEAST = 4
"""A text of fewer characters would be found in others by chance; it is hidden where it is all."""
PROBLEM = frozenset({"path", "message", "expected", "found"})
"""What the runtime itself calls the parts of a problem; a secret that reads so is not meant."""


class Redaction:
    """Knows the secrets of one run, in every form in which they were written."""

    __slots__ = ("_forms",)

    def __init__(self) -> None:
        self._forms: list[str] = []

    def add(self, secret: str) -> None:
        """Hide this text from now on, percent-encoded or JSON-escaped too."""
        from json import dumps
        from urllib.parse import quote, quote_plus

        forms = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
        forms |= {dumps(secret)[1:-1], dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
        known = {*self._forms, *(form for form in forms if form)}
        self._forms = sorted(known, key=lambda form: (-len(form), form))

    def text(self, text: str) -> str:
        """Give a text without the secrets."""
        for form in self._forms:
            if text == form:
                return MASK
            if len(form) >= LEAST and form in text:
                text = text.replace(form, MASK)
        return text

    def causes(self, error: BaseException) -> None:
        """Take the secrets out of the exceptions behind an error."""
        if self._forms:
            from pipesmith_runtime.causes import hide_in_causes

            hide_in_causes(error, self.text)

    def value(self, value: Any) -> Any:
        """Give a JSON value without the secrets."""
        if not self._forms:
            return value
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self._key(str(key)): self.value(item) for key, item in value.items()}
            case list() | tuple():
                return [self.value(item) for item in value]
            case _:
                return value

    def _key(self, key: str) -> str:
        return key if key in PROBLEM else self.text(key)
