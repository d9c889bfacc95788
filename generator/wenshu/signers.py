"""Whose SSH keys sign commits: the text of git's ``allowed_signers`` made from the people of the company file.

A principal is an e-mail of the person (his key in the company file where he has none), so that the answer of
``git verify-commit`` leads back to him. Periods of posts do not matter here: whether he held the post that
day is judged with the sign-off itself.
"""

from __future__ import annotations

from .company import Company


def allowed(company: Company) -> str:
    """Return the ``allowed_signers`` text of everybody who has a key on record, in the order of the file."""
    rows = []
    for person in company.people.values():
        who = ",".join(person.emails) or person.id
        quoted = f'"{who}"' if " " in who else who
        rows += [f'{quoted} namespaces="git" {" ".join(key.split()[:2])}' for key in person.keys if _whole(key)]
    return "".join(row + "\n" for row in rows)


def person(company: Company, principal: str) -> str:
    """Return the person a principal stands for, or ``""``."""
    found = (p.id for p in company.people.values() if principal == p.id or principal in p.emails)
    return next(found, "")


def _whole(key: str) -> bool:
    """Say whether a text is a public key as ``ssh-keygen`` writes it: type, then base64, then a comment."""
    words = key.split()
    return len(words) >= 2 and words[0].startswith(("ssh-", "ecdsa-", "sk-"))
