"""`python -m services.console` is the `hotline` command."""

from services.console.cli import main

main()
