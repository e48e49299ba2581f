"""`python -m schemas.publishing`."""

import sys

from schemas.publishing.publish import main

sys.exit(main(sys.argv[1:]))
