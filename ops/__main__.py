"""
Running `python -m ops` is running `kvitto`; the command line itself is `ops.cli`.
"""

import sys

from ops.cli import main

sys.exit(main())
