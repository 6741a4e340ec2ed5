"""The platform, one module for each theme; each registers what it offers when it is loaded."""

import importlib
import pkgutil


def load() -> None:
    """Load every theme."""
    for theme in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{theme.name}")
