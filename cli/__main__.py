"""`python -m cli`, the same as mission-assistant."""

import sys

from cli import main

sys.exit(main())
