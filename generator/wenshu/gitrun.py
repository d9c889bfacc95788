"""The one seam to the git program: GitPython runs it, every argument stands in a list.

No hook, signature, editor or alias of the user's settings has a say.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_SETTINGS = (
    "core.hooksPath=/dev/null", "commit.gpgsign=false", "core.quotePath=false", "core.fsmonitor=false",
    "core.editor=true", "gc.auto=0", "core.safecrlf=false", "advice.addIgnoredFile=false",
    # what is read must not depend on how this user likes to see it: GBK, other trailers, signatures in between
    "i18n.logOutputEncoding=UTF-8", "i18n.commitEncoding=UTF-8", "trailer.separators=:", "log.showSignature=false",
    "core.useReplaceRefs=false",  # nobody puts one commit in another's place
)  # fmt: skip


class GitFailed(Exception):
    """git is not there, or said no. Its own words are the text."""


def git(root: Path, *arguments: str, env: Mapping[str, str] | None = None, feed: bytes | None = None) -> str:
    """Run git in ``root`` and return what it printed; standard input is ``feed``, or empty.

    Raises:
        GitFailed: git is missing or exits with an error.
    """
    return raw(root, *arguments, env=env, feed=feed).decode("utf-8", "surrogateescape")


def raw(
    root: Path, *arguments: str, env: Mapping[str, str] | None = None, feed: bytes | None = None,
    within: float | None = None,
) -> bytes:  # fmt: skip
    """Run git as :func:`git` does and return the bytes it printed.

    ``within`` seconds it must be done (not on Windows, where GitPython cannot stop it).

    Raises:
        GitFailed: git is missing or exits with an error.
    """
    try:
        from git import Git, GitCommandError, GitCommandNotFound
    except ImportError as error:  # GitPython itself refuses to load where there is no git program
        raise GitFailed(str(error).split("\n", 1)[0]) from None
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    with tempfile.TemporaryFile() as stream:
        stream.write(feed or b"")
        stream.seek(0)
        try:
            told = Git(str(root)).execute(
                ["git", *settings, *arguments], istream=stream, env=dict(env or {}),
                stdout_as_string=False, strip_newline_in_stdout=False,
                kill_after_timeout=None if sys.platform == "win32" else within,
            )  # fmt: skip
        except GitCommandNotFound:
            raise GitFailed("没有安装 git (git is not installed)") from None
        except GitCommandError as error:
            raise GitFailed(str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ")) from None
        except OSError as error:
            raise GitFailed(error.strerror or str(error)) from None
    return told if isinstance(told, bytes) else str(told).encode("utf-8", "surrogateescape")


def stream(root: Path, *arguments: str) -> Iterator[bytes]:
    """Run git and yield what it prints as it comes, cut at its NUL bytes.

    Raises:
        GitFailed: git is missing or exits with an error (after what it had to say was yielded).
    """
    try:
        from git import Git, GitCommandError, GitCommandNotFound
    except ImportError as error:
        raise GitFailed(str(error).split("\n", 1)[0]) from None
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    try:
        process = Git(str(root)).execute(["git", *settings, *arguments], as_process=True)
        rest = b""
        while part := process.stdout.read(1 << 16):
            *whole, rest = (rest + part).split(b"\0")
            yield from whole
        if rest:
            yield rest
        process.wait()
    except GitCommandNotFound:
        raise GitFailed("没有安装 git (git is not installed)") from None
    except GitCommandError as error:
        raise GitFailed(str(error.stderr).strip().removeprefix("stderr: ").strip("'\n ")) from None
