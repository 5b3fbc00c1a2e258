"""Lets `python -m xianggou` be the same program as `xianggou`."""

import sys

from xianggou.web.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
