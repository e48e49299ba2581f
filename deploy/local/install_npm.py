"""Install what package-lock.json names into node_modules, with a Node that is there or one from a wheel.

Standard library only, like install.py: it runs while the set-up is still going on.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
OLDEST_NODE = 18
NODE_WHEEL = "requirements/node.txt"
BESIDE_PYTHON = Path(sys.executable).parent


def main() -> int:
    npm = npm_on_path() or npm_of_the_wheel()
    if npm is None:
        return 1
    print("Installing the packages of package-lock.json, each checked against its hash", flush=True)
    done = subprocess.run((npm, "ci", "--silent"), cwd=CHECKOUT, check=False)
    if done.returncode != 0:
        print(f"{npm} ci ended with {done.returncode}: `{npm} ci` alone says more", file=sys.stderr)
    return done.returncode


def npm_on_path() -> str | None:
    """None where there is no npm, or where its Node is too old to be of use."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run((node, "--version"), capture_output=True, text=True, check=False).stdout
    version = re.match(r"v([0-9]+)\.", told)
    return npm if version is not None and int(version[1]) >= OLDEST_NODE else None


def npm_of_the_wheel() -> str | None:
    """npm beside the Python that runs this; None when pip could not put it there."""
    npm = BESIDE_PYTHON / "npm"
    if not npm.exists():
        print(f"No Node {OLDEST_NODE} or newer here: it comes as a wheel", flush=True)
        install = (sys.executable, str(Path(__file__).with_name("install.py")), NODE_WHEEL)
        if subprocess.run(install, cwd=CHECKOUT, check=False).returncode != 0:
            return None
    return str(npm)


if __name__ == "__main__":
    sys.exit(main())
