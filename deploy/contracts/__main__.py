"""`python -m deploy.contracts`."""

import sys

from deploy.contracts.publish import main

sys.exit(main(sys.argv[1:]))
