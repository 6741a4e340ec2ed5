"""Language models: one question, one reply, in the two dialects that services speak."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.events import Usage
from pipesmith_runtime.http import Bearer, Response, exchange, of_answer, refused
from pipesmith_runtime.reading import read_json

if TYPE_CHECKING:
    from pipesmith_runtime.config import ModelConfig
    from pipesmith_runtime.place import Place

MILLION = Decimal(1_000_000)
ANTHROPIC_MAX_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation after the first: the model's answer, or a correction."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked; `schema` is the JSON Schema of the answer, None for plain text."""

    prompt: str
    system: str | None = None
    schema: Mapping[str, Any] | None = None
    turns: tuple[Turn, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, and what that cost."""

    text: str
    usage: Usage


class Model(Protocol):
    """Something that answers questions."""

    async def reply(self, scope: "Place", question: Question) -> Reply:
        """Answer one question."""


class _Client:
    """What both dialects share: address, key, prices."""

    provider = ""
    allowed: Mapping[str, str] = {}
    default_url = ""

    def __init__(self, config: "ModelConfig") -> None:
        self.config = config

    def address(self, scope: "Place", path: str) -> str:
        url = self.config.url or self.default_url
        if self.config.url_env is not None:
            url = scope.env(self.config.url_env)
        url = url.rstrip("/")
        if not url.startswith(("http://", "https://")):
            message = f"{self._place_of_url} is no address of a service: expected `http` or `https`"
            raise PipelineError(VALIDATION, message)
        return f"{url}{path}" if url.endswith("/v1") else f"{url}/v1{path}"

    @property
    def _place_of_url(self) -> str:
        return f"`{self.config.url_env}`" if self.config.url_env else "`url` of the project file"

    def demand_success(self, url: str, answer: Response) -> None:
        """Say of an answer that refuses which setting may be why."""
        if 200 <= answer.status < 300:
            return
        error = refused("POST", url, answer)
        if (why := self._why(answer.status)) is None:
            raise error
        message = f"{error.message}; {why}"
        raise PipelineError(error.kind, message, error.detail, retry_after=error.retry_after)

    def _why(self, status: int) -> str | None:
        if status in (401, 403):
            key = self.config.key_env
            return f"the key is that of `{key}`" if key else "the model has no `key_env`"
        if status == 404:
            return f"the address is that of {self._place_of_url}, the model `{self.config.model}`"
        return None

    def key(self, scope: "Place") -> str | None:
        return scope.secret(self.config.key_env) if self.config.key_env else None

    def settings(self, question: Question) -> dict[str, Any]:
        """Give the settings by the names of the dialect."""
        given = {"max_tokens": self.config.max_tokens, **question.settings}
        for name in given:
            if name not in self.allowed:
                raise PipelineError(VALIDATION, f"{self.provider} models have no setting `{name}`")
        return {self.allowed[name]: value for name, value in given.items() if value is not None}

    def usage(self, read: Any, written: Any) -> Usage:
        tokens = int(read or 0), int(written or 0)
        prices = self.config.price_in, self.config.price_out
        parts = [n * p / MILLION for n, p in zip(tokens, prices, strict=True) if p is not None]
        cost = sum(parts, Decimal(0)) if parts else None
        return Usage(*tokens, cost, self.provider, self.config.model)


class OpenAIModel(_Client):
    """A service that speaks as OpenAI's chat completions do."""

    provider = "openai"
    default_url = "https://api.openai.com/v1"
    allowed = {  # noqa: RUF012 - never changed
        name: name
        for name in (
            "temperature", "max_tokens", "top_p", "seed", "stop", "presence_penalty",
            "frequency_penalty",
        )
    }  # fmt: skip

    async def reply(self, scope: "Place", question: Question) -> Reply:
        """Answer one question."""
        key, url = self.key(scope), self.address(scope, "/chat/completions")
        body = self._body(question)
        answer = await exchange(scope, "POST", url, {}, {}, Bearer(key) if key else None, body)
        self.demand_success(url, answer)
        with of_answer("POST", url, answer):
            return self._read(read_json(answer.body))

    def _read(self, data: Any) -> Reply:
        message = _at(data, "choices", 0, "message")
        _refuse(_get(message, "refusal"), _at(data, "choices", 0, "finish_reason") == "length")
        used = _get(data, "usage")
        usage = self.usage(_get(used, "prompt_tokens"), _get(used, "completion_tokens"))
        return Reply(_text(_get(message, "content")), usage)

    def _body(self, question: Question) -> dict[str, Any]:
        first = [{"role": "system", "content": question.system}] if question.system else []
        messages = [*first, {"role": "user", "content": question.prompt}]
        messages += [{"role": turn.role, "content": turn.text} for turn in question.turns]
        body = {"model": self.config.model, "messages": messages, **self.settings(question)}
        if question.schema is not None:
            shape = {"name": "answer", "strict": True, "schema": question.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        return body


class AnthropicModel(_Client):
    """A service that speaks as Anthropic's messages do."""

    provider = "anthropic"
    default_url = "https://api.anthropic.com"
    allowed = {  # noqa: RUF012 - never changed
        "temperature": "temperature",
        "max_tokens": "max_tokens",
        "top_p": "top_p",
        "top_k": "top_k",
        "stop": "stop_sequences",
    }

    async def reply(self, scope: "Place", question: Question) -> Reply:
        """Answer one question."""
        key, url = self.key(scope), self.address(scope, "/messages")
        headers = {"anthropic-version": "2023-06-01", **({"x-api-key": key} if key else {})}
        answer = await exchange(scope, "POST", url, headers, {}, None, self._body(question))
        self.demand_success(url, answer)
        with of_answer("POST", url, answer):
            return self._read(read_json(answer.body))

    def _read(self, data: Any) -> Reply:
        stopped = _get(data, "stop_reason")
        _refuse("no reason given" if stopped == "refusal" else None, stopped == "max_tokens")
        blocks = _get(data, "content")
        texts = [_get(block, "text") for block in blocks] if isinstance(blocks, list) else []
        used = _get(data, "usage")
        usage = self.usage(_get(used, "input_tokens"), _get(used, "output_tokens"))
        return Reply(_text("".join(text for text in texts if isinstance(text, str))), usage)

    def _body(self, question: Question) -> dict[str, Any]:
        messages = [{"role": "user", "content": question.prompt}]
        messages += [{"role": turn.role, "content": turn.text} for turn in question.turns]
        body: dict[str, Any] = {"model": self.config.model, "max_tokens": ANTHROPIC_MAX_TOKENS}
        body |= {"messages": messages, **self.settings(question)}
        if question.system is not None:
            body["system"] = question.system
        if question.schema is not None:
            body["output_config"] = {"format": {"type": "json_schema", "schema": question.schema}}
        return body


def client(config: "ModelConfig") -> Model:
    """Give the client that speaks a model's dialect."""
    return OpenAIModel(config) if config.api == "openai" else AnthropicModel(config)


def _refuse(refusal: Any, cut: bool) -> None:
    if refusal:
        raise PipelineError(VALIDATION, f"the model refused to answer: {refusal}")
    if cut:
        raise PipelineError(VALIDATION, "the model's answer was cut off at `max_tokens`")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise PipelineError(VALIDATION, "the model's reply holds no text")
    return value


def _get(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _at(value: Any, *path: str | int) -> Any:
    for step in path:
        try:
            value = value[step]
        except (TypeError, LookupError):
            return None
    return value
