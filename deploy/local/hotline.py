"""The `hotline` command of this checkout: the console's, told where the instance of `make up` is."""

import os
import sys

from deploy.local.environment import read_env_file
from deploy.local.layout import layout_from


def main() -> None:
    """What the caller's environment says wins over the instance's own settings."""
    env_file = layout_from(os.environ).env_file
    if env_file.is_file():
        for name, value in read_env_file(env_file).items():
            os.environ.setdefault(name, value)
    from services.console.cli import main as console  # after the environment is complete

    sys.argv[0] = "hotline"
    console()


if __name__ == "__main__":
    main()
