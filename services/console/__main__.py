"""`python -m services.console` is the `hotline` command."""

from services.console.cli.main import main

main()
