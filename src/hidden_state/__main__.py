"""`python -m hidden_state`."""

import os
import sys

if __name__ == "__main__":
    # Python puts the working directory first; what is analysed must never be imported.
    here = os.path.realpath(os.curdir)
    sys.path = [path for path in sys.path if os.path.realpath(path) != here]

    from hidden_state.cli.process import run

    run()
