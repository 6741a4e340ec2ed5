"""The model that the support triage sample talks to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipesmith_runtime.testing.model_server import ModelServer


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Serve the model until the block ends, and give the environment that names it."""
    with ModelServer(Path(__file__).with_name("model_script.json")) as model:
        yield {"MODEL_URL": model.url, "MODEL_KEY": "a-key-for-the-sample"}
