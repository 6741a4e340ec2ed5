"""Measure compiled pipelines beside hand-written code: `python tests/benchmarks/run.py --help`."""

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    sys.exit(import_module("tests.benchmarks.suite").main())
