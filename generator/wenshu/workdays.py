"""Working days: the one place that says which days are worked.

First reading: Monday to Friday, every week. The company has no calendar file of public holidays and
make-up days yet; when it has one, it is read here and nowhere else.
"""

from __future__ import annotations

from datetime import date, timedelta

_DAY = timedelta(days=1)


def worked(day: date) -> bool:
    """Say whether a day is a working day."""
    return day.weekday() < 5


def on_or_after(day: date) -> date:
    """Return the day itself or, if it is a day off, the next working day: a last day rolls on."""
    while not worked(day) and day < date.max:
        day += _DAY
    return day


def between(first: date, then: date) -> int:
    """Return the working days after ``first`` up to and with ``then``; negative where ``then`` lies before."""
    if then < first:
        return -between(then, first)
    weeks, rest = divmod((then - first).days, 7)
    return weeks * 5 + sum(worked(first + _DAY * n) for n in range(1, rest + 1))
