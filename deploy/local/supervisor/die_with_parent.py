"""Become another program that dies with its parent: `die_with_parent.py PARENT SIGNAL UID:GID PROGRAM ARGUMENTS...`.

Run by path with `python -I -S`, in the child, since code between fork and exec may deadlock in a process with threads.
UID:GID is `-` for no change. Only Linux tells a process that its parent is gone; elsewhere this only changes the user.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38


def main(parent: str, orphan_signal: str, account: str, program: str, *arguments: str) -> None:
    if account != "-":
        uid, gid = map(int, account.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        if account != "-":
            ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)  # no program on disk makes it root again
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(orphan_signal))  # after the change of user, which resets it
        if os.getppid() != int(parent):
            sys.exit("the supervisor ended before its child began")
    os.execv(program, [program, *arguments])  # noqa: S606 - this is what it is for; no shell


if __name__ == "__main__":
    main(*sys.argv[1:])
