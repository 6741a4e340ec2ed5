"""What Hypothesis keeps of the modules that it has seen."""

import os


def keep_apart() -> None:
    """Let Hypothesis keep what it computes of modules in the user's cache, not where it stands."""
    try:
        from hypothesis.configuration import set_hypothesis_home_dir
    except ImportError:
        return
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    set_hypothesis_home_dir(os.path.join(root, "pipesmith", "hypothesis"))
