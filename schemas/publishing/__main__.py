"""Publish the events' JSON Schemas: `python -m schemas.publishing`, what `make check` and `make schemas` run."""

import sys

from schemas.publishing.publish import main

sys.exit(main(sys.argv[1:]))
