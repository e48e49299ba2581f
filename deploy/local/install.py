"""Install hashed requirements into the Python that runs this, showing how far it is (standard library only)."""

import subprocess
import sys
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
STEPS = ("Collecting ", "Requirement already satisfied: ")


def main() -> int:
    requirements = Path(sys.argv[1])
    total = sum("==" in line for line in requirements.read_text().splitlines())
    print(f"Installing {total} packages of {requirements}, each checked against its hash", flush=True)
    command = [*PIP, "install", "--require-hashes", "--no-compile", "--progress-bar=off", "-r", str(requirements)]
    said: list[str] = []
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(STEPS):
                seen += 1
                show(f"{seen} of {total}  {line.removeprefix('Collecting ').split('==')[0].strip()}", seen)
            elif line.startswith("Installing collected packages"):
                show("unpacking", 0)
    finish()
    if pip.returncode != 0:
        print("".join(said[-20:]), file=sys.stderr)
        print("pip could not install them; its last words are above. Another try goes on from here.", file=sys.stderr)
    return pip.returncode


def show(progress: str, count: int) -> None:
    """In a terminal one line that changes; elsewhere a line now and then."""
    if sys.stdout.isatty():
        print(f"\r\033[K  {progress}"[:79], end="", flush=True)
    elif count % 20 == 0:
        print(f"  {progress}", flush=True)


def finish() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
