"""`python -m hidden_state`."""

import os
import sys

if __name__ == "__main__":
    # Python puts the working directory first, and what is analysed must never be imported.
    if sys.path and sys.path[0] in ("", os.getcwd()):  # noqa: PTH109
        del sys.path[0]

    from hidden_state.cli import main

    sys.exit(main())
