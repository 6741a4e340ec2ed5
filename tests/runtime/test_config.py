"""The project file: what it may say, and what is refused by name."""

from decimal import Decimal
from pathlib import Path

import pytest

from pipesmith_runtime import PipelineError
from pipesmith_runtime.config import Config, load

WHOLE = """
[models.default]
api = "openai"
model = "small"
max_tokens = 100
price_in = 2.5
price_out = 10

[credentials.shop]
token_env = "SHOP"

[databases.default]
url = "sqlite:///shop.db"

[email]
host = "mail.shop.example"
from = "Shop <us@shop.example>"
tls = "tls"

[files]
root = "data"
"""
NO_LIMIT = "is below zero or no finite number"
TABLES = "`[models]`, `[credentials]`, `[databases]`, `[email]`, `[files]`, `[budget]`"
EMAIL = "`host`, `from`, `port`, `user_env`, `password_env`, `tls`"
TLS = '`email.tls` is not "starttls" or "tls" or "none"'


def read(text: str, folder: Path) -> Config:
    path = folder / "pipesmith.toml"
    path.write_text(text, "utf-8")
    return load(path)


def test_a_whole_file(tmp_path: Path) -> None:
    found = read(WHOLE, tmp_path)
    assert found.folder == tmp_path
    model = found.models["default"]
    assert (model.max_tokens, model.price_in, model.price_out) == (100, Decimal("2.5"), Decimal(10))
    assert found.credentials["shop"].token_env == "SHOP"
    assert found.databases["default"].url == "sqlite:///shop.db"
    assert found.email is not None
    assert (found.email.sender, found.email.port) == ("Shop <us@shop.example>", None)
    assert found.files is not None
    assert found.files.root == "data"


def test_an_absent_file_says_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Config(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[modles.default]",
            f"there is no table `[modles]`; there are {TABLES}",
        ),
        ("models = 1", "`models` is not a table"),
        ("files = 1", "`files` is not a table"),
        ("[files]", "`files` needs `root`"),
        ('[email]\nhost = "h"', "`email` needs `host` and `from`"),
        ("[email]", "`email` needs `host` and `from`"),
        ('[email]\nhost = "h"\nfrom = "f"\ntls = true', TLS),
        ('[email]\nhost = "h"\nfrom = "f"\ntls = "ssl"', TLS),
        ('[email]\nhost = "h"\nfrom = "f"\nport = "25"', "`email.port` is not a number"),
        ('[email]\nhost = "h"\nfrom = "f"\nport = true', "`email.port` is not a number"),
        ('[email]\nhost = "h"\nsender = "f"', f"`email` has no setting `sender`; it has {EMAIL}"),
        ("[files]\nroot = 1", "`files.root` is not a text"),
        ('[models.m]\napi = "x"\nmodel = "m"', '`models.m.api` is not "openai" or "anthropic"'),
        ('[models.m]\napi = "openai"', "`models.m` needs `api` and `model`"),
        ('[models.m]\napi = "openai"\nmodel = "m"\nprice_in = "1"',
         "`models.m.price_in` is not a number"),
        ("[budget]\ntokens = -1", f"`budget.tokens` {NO_LIMIT}"),
        ("[budget]\nusd = -0.5", f"`budget.usd` {NO_LIMIT}"),
        ("[budget]\nusd = nan", f"`budget.usd` {NO_LIMIT}"),
        ("[budget]\nusd = inf", f"`budget.usd` {NO_LIMIT}"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PipelineError) as caught:
        read(text, tmp_path)
    assert caught.value.type == "VALIDATION"
    assert caught.value.message == f"pipesmith.toml: {message}"
