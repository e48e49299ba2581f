#!/bin/sh
# The `hotline` command of the checkout that this file was copied into (.venv/bin/hotline); may be linked from anywhere.
checkout=$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")")
export PYTHONPATH="$checkout${PYTHONPATH:+:$PYTHONPATH}" PYTHONTZPATH=
exec "$checkout/.venv/bin/python" -m services.console "$@"
