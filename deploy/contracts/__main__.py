"""Publish the services' OpenAPI documents: `python -m deploy.contracts`, what `make check` and `make schemas` run."""

import sys

from deploy.contracts.publish import main

sys.exit(main(sys.argv[1:]))
