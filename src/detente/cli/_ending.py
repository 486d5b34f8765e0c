"""How the command line ends: exit statuses, and no traceback where the fault is not ours."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import click

STOPPED = 130
READER_GONE = 141

#: What to do about the commonest refusals of an operating system.
_FIXES: dict[int, str] = {
    errno.ENOSPC: "the disk is full: free some space, or write to another folder",
    errno.EACCES: "not permitted: change the permissions, or write to another folder",
    errno.EPERM: "not permitted: change the permissions, or write to another folder",
    errno.EROFS: "this place is read-only: write to another folder",
    errno.ENOENT: "no such file or folder: check the spelling",
    errno.ENOTDIR: "a part of this path is a file and not a folder: name another folder",
    errno.EISDIR: "a folder, where a file is needed: name a file",
    errno.ENAMETOOLONG: "the name is too long: choose a shorter one",
}


def in_words(error: OSError) -> str:
    """A refusal of the operating system: which file, what happened, what to do.

    Examples
    --------
    >>> in_words(OSError(errno.ENOSPC, "No space left on device", "out/dossier.html"))
    'out/dossier.html: the disk is full: free some space, or write to another folder'
    >>> in_words(OSError(errno.EIO, "Input/output error"))
    'cannot read or write: Input/output error'
    """
    where = str(error.filename) if error.filename is not None else "cannot read or write"
    what = _FIXES.get(error.errno or 0) or error.strerror or str(error)
    return f"{where}: {what}"


def run_to_the_end(group: click.Group) -> NoReturn:
    """Run the command line and leave with its status.

    Statuses: 0 done; 1 the input has errors; 2 wrong use; 130 Ctrl-C; 141 the reader of our output went
    away.
    """
    import click

    gc.set_threshold(
        200_000, 20, 50
    )  # a command makes few cycles: looking for them often costs it a twentieth
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its code instead
            stream.reconfigure(errors="backslashreplace")
    try:
        status = group.main(standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        leave("stopped", STOPPED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except OSError as error:
        leave(f"error: {in_words(error)}", 1)
    sys.exit(status if isinstance(status, int) else 0)


def leave(message: str, status: int) -> NoReturn:
    """Say why, drop what could not be written, and end."""
    if message:
        try:
            print(message, file=sys.stderr, flush=True)
        except OSError:
            status = status or 1
    drop_unwritten()
    sys.exit(status)


def drop_unwritten() -> None:
    """Let go of what standard output does not take, or the interpreter would try once more as it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
