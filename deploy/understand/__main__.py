"""`python -m deploy.understand [texts.jsonl|-]`: for each line of JSON one line, on standard output, in order."""

import sys
from collections.abc import Iterable, Iterator

from deploy.understand.door import answer_to


def answers(lines: Iterable[str]) -> Iterator[str]:
    """One for every line that is not blank."""
    return (answer_to(line, number) for number, line in enumerate(lines, start=1) if line.strip())


def main(arguments: list[str]) -> int:
    if len(arguments) > 1:
        print("usage: python -m deploy.understand [texts.jsonl|-]", file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    name = arguments[0] if arguments else "-"
    try:
        with open(0 if name == "-" else name, encoding="utf-8", errors="replace", newline="\n") as lines:
            for answer in answers(lines):
                print(answer)
    except OSError as error:
        print(f"{name}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
