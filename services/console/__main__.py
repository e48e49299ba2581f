"""Start the `hotline` command where nothing is installed: `python -m services.console`."""

from services.console.cli.main import main

main()
