"""`python -m jupyterlab_pixelforest` is the command `pixelforest`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
