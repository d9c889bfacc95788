"""Several clones of one scratch company round a bare repository, for tests of what they do to each other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import scratch
import verbs
from verbs import git

REMOTE = scratch.COMPANY + "remote: origin\n"


def bare(folder: Path, records: Mapping[str, str] | None = None, company: str = REMOTE) -> Path:
    """Return a bare repository whose main branch holds a scratch company."""
    first = verbs.company(folder, dict(records) if records is not None else None, company)
    hub = folder / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(first, "remote", "add", "origin", str(hub))
    git(first, "push", "-q", "origin", "main")
    return hub


def clone(hub: Path, name: str) -> Path:
    """Return a clone of its own, with a user of its own."""
    root = hub.parent / name
    subprocess.run(["git", "clone", "-q", str(hub), str(root)], check=True)
    git(root, "config", "user.name", "某人")
    git(root, "config", "user.email", "secretary@example.test")
    return root


def refs(hub: Path, prefix: str = "refs/numbers") -> list[str]:
    """Return the names of the claims on a bare repository."""
    return git(hub, "for-each-ref", "--format=%(refname)", prefix).split()


def hook(hub: Path, name: str, script: str) -> Path:
    """Give a bare repository a hook; return it."""
    path = hub / "hooks" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8", newline="\n")
    path.chmod(0o755)
    return path


def away(root: Path) -> None:
    """Take the network from a clone: its remote leads nowhere."""
    git(root, "remote", "set-url", "origin", str(root.parent / "nowhere.git"))


def back(root: Path, hub: Path) -> None:
    """Give it back."""
    git(root, "remote", "set-url", "origin", str(hub))


def child(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start Python in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(scratch.HOUSE / "generator")}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=env, **pipes)


def killed(root: Path, module: str, name: str, when: str, *line: str) -> None:
    """Run a command that the system kills before or after it calls one function."""
    process = child(_DEADLY.format(module=module, name=name, when=when), "-C", str(root), *line)
    _, told = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, told.decode("utf-8")


_DEADLY = """
import importlib, os, signal, sys
module, name, when = importlib.import_module("wenshu.{module}"), {name!r}, {when!r}
real = getattr(module, name)
def deadly(*a, **k):
    if when == "after":
        real(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, deadly)
from wenshu.cli import main
main(sys.argv[1:])
"""
