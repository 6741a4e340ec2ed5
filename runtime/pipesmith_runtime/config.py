"""The project file, `pipesmith.toml`: models and credentials by name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.http import Basic, Bearer

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place

FILE = Path("pipesmith.toml")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """`[models.NAME]`: prices are USD for a million tokens."""

    api: Literal["openai", "anthropic"]
    model: str
    url: str | None = None
    url_env: str | None = None
    key_env: str | None = None
    max_tokens: int | None = None
    price_in: Decimal | None = None
    price_out: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CredentialConfig:
    """`[credentials.NAME]`: names of variables that hold the secrets."""

    token_env: str | None = None
    user: str | None = None
    user_env: str | None = None
    password_env: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What a project file says."""

    models: Mapping[str, ModelConfig]
    credentials: Mapping[str, CredentialConfig]


def load(path: Path) -> Config:
    """Read a project file; one that is absent says nothing."""
    import tomllib

    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config({}, {})
    except (OSError, UnicodeDecodeError) as failure:
        raise _mistake(path, f"cannot be read: {failure}") from None
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as failure:
        raise _mistake(path, str(failure)) from None
    models = _tables(path, data, "models", ModelConfig)
    return Config(models, _tables(path, data, "credentials", CredentialConfig))


def _tables(path: Path, data: Mapping[str, Any], name: str, shape: type[S]) -> dict[str, S]:
    tables = data.get(name, {})
    if not isinstance(tables, dict):
        raise _mistake(path, f"`{name}` is not a table")
    return {key: _table(path, f"{name}.{key}", table, shape) for key, table in tables.items()}


def _table(path: Path, where: str, table: Any, shape: type[S]) -> S:
    if not isinstance(table, dict):
        raise _mistake(path, f"`{where}` is not a table")
    known = {field.name: str(field.type) for field in fields(shape)}  # type: ignore[arg-type]
    for key, value in table.items():
        if key not in known:
            allowed = ", ".join(f"`{name}`" for name in known)
            raise _mistake(path, f"`{where}` has no setting `{key}`; it has {allowed}")
        table[key] = _setting(path, f"{where}.{key}", value, known[key])
    try:
        return shape(**table)
    except TypeError:
        raise _mistake(path, f"`{where}` needs `api` and `model`") from None


def _setting(path: Path, where: str, value: Any, type_: str) -> Any:
    if "Literal" in type_ and value not in ("openai", "anthropic"):
        raise _mistake(path, f'`{where}` is not "openai" or "anthropic"')
    if "Decimal" in type_ and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    wanted = int if "int" in type_ else str
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise _mistake(path, f"`{where}` is not {'a number' if wanted is int else 'a text'}")
    return value


def _mistake(path: Path, text: str) -> PipelineError:
    return PipelineError(VALIDATION, f"{path.name}: {text}")


def of(scope: "Place") -> Config:
    """Give the project file of a run, read once."""
    state = scope.state
    if state.config is None:
        state.config = load(scope.settings.config or FILE)
    return state.config


def credential(scope: "Place", name: str) -> Bearer | Basic:
    """Give the secrets that a named credential stands for."""
    found = of(scope).credentials.get(name)
    if found is None:
        raise PipelineError(VALIDATION, f"the project file has no `[credentials.{name}]`")
    if found.token_env is not None:
        return Bearer(scope.secret(found.token_env))
    if found.password_env is not None:
        user = found.user or (scope.secret(found.user_env) if found.user_env else "")
        return Basic(user, scope.secret(found.password_env))
    message = f"`[credentials.{name}]` names neither `token_env` nor `password_env`"
    raise PipelineError(VALIDATION, message)
