"""The project file, `pipesmith.toml`: what names and components of a program stand for here."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin

from pipesmith_runtime.budget import Budget
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
class DatabaseConfig:
    """`[databases.NAME]`: a URL of SQLAlchemy, or the variable that holds it as a secret."""

    url: str | None = None
    url_env: str | None = None


@dataclass(frozen=True, slots=True)
class EmailConfig:
    """`[email]`: the server that takes messages; `from` is who sends them."""

    host: str
    sender: str = field(metadata={"key": "from"})
    port: int | None = None
    user_env: str | None = None
    password_env: str | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"


@dataclass(frozen=True, slots=True)
class FilesConfig:
    """`[files]`: the folder that `file.read` and `file.write` are confined to."""

    root: str


@dataclass(frozen=True, slots=True)
class Config:
    """What a project file says; relative paths in it begin at its folder."""

    folder: Path
    models: Mapping[str, ModelConfig] = field(default_factory=dict)
    credentials: Mapping[str, CredentialConfig] = field(default_factory=dict)
    databases: Mapping[str, DatabaseConfig] = field(default_factory=dict)
    email: EmailConfig | None = None
    files: FilesConfig | None = None
    budget: Budget | None = None


_TABLES = ("models", "credentials", "databases", "email", "files", "budget")


def load(path: Path) -> Config:
    """Read a project file; one that is absent says nothing."""
    import tomllib

    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config(path.parent)
    except (OSError, UnicodeDecodeError) as failure:
        raise _mistake(path, f"cannot be read: {failure}") from None
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as failure:
        raise _mistake(path, str(failure)) from None
    return _read(path, data)


def _read(path: Path, data: Mapping[str, Any]) -> Config:
    """Read all tables; one that nothing would ever read is a mistake."""
    for name in data:
        if name not in _TABLES:
            known = ", ".join(f"`[{each}]`" for each in _TABLES)
            raise _mistake(path, f"there is no table `[{name}]`; there are {known}", name)
    return Config(
        path.parent,
        _tables(path, data, "models", ModelConfig),
        _tables(path, data, "credentials", CredentialConfig),
        _tables(path, data, "databases", DatabaseConfig),
        _table(path, "email", data["email"], EmailConfig) if "email" in data else None,
        _table(path, "files", data["files"], FilesConfig) if "files" in data else None,
        _table(path, "budget", data["budget"], Budget) if "budget" in data else None,
    )


def _tables(path: Path, data: Mapping[str, Any], name: str, shape: type[S]) -> dict[str, S]:
    tables = data.get(name, {})
    if not isinstance(tables, dict):
        raise _mistake(path, f"`{name}` is not a table", name)
    return {key: _table(path, f"{name}.{key}", table, shape) for key, table in tables.items()}


def _table(path: Path, where: str, table: Any, shape: type[S]) -> S:
    if not isinstance(table, dict):
        raise _mistake(path, f"`{where}` is not a table", where)
    known = {_key(each): each for each in fields(shape)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            allowed = ", ".join(f"`{name}`" for name in known)
            message = f"`{where}` has no setting `{key}`; it has {allowed}"
            raise _mistake(path, message, f"{where}.{key}")
    needed = [key for key, each in known.items() if each.default is MISSING]
    if any(key not in table for key in needed):
        listed = " and ".join(f"`{key}`" for key in needed)
        raise _mistake(path, f"`{where}` needs {listed}", where)
    values = {
        known[key].name: _setting(path, f"{where}.{key}", value, known[key].type)
        for key, value in table.items()
    }
    return shape(**values)


def _key(field: "Field[Any]") -> str:
    return str(field.metadata.get("key", field.name))


def _setting(path: Path, where: str, value: Any, type_: Any) -> Any:
    choices = get_args(type_) if get_origin(type_) is Literal else ()
    if choices and value not in choices:
        allowed = " or ".join(f'"{each}"' for each in choices)
        raise _mistake(path, f"`{where}` is not {allowed}", where)
    exact, whole = Decimal in get_args(type_), int in get_args(type_)
    wanted = int | Decimal if exact else int if whole else str
    if isinstance(value, bool) or not isinstance(value, wanted):
        kind = "a number" if exact or whole else "a text"
        raise _mistake(path, f"`{where}` is not {kind}", where)
    if (exact or whole) and not _is_amount(Decimal(value)):
        raise _mistake(path, f"`{where}` is below zero or no finite number", where)
    return Decimal(value) if exact else value


def _is_amount(number: Decimal) -> bool:
    return number.is_finite() and number >= 0


def _mistake(path: Path, text: str, key: str | None = None) -> PipelineError:
    """Give the error; its detail names the key, by which the line can be found."""
    return PipelineError(VALIDATION, f"{path.name}: {text}", detail={"key": key} if key else None)


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
