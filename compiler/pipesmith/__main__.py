"""`python -m pipesmith`."""

import sys

from pipesmith.cli import main

if __name__ == "__main__":
    sys.exit(main())
