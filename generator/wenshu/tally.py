"""What a build counted: in all, and for each audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import pages
from .glass import DARK, Glass
from .model import EMPTY, Built, Made
from .office import Office

_SUMMED = ("documents", "pages", "rendered", "kept", "deleted", "slow_way", "shared")


def count(
    made: Mapping[str, Made], office: Office, audiences: Sequence[str], gone: Sequence[str], seconds: float,
    glasses: Mapping[str, Glass] = EMPTY,
) -> Built:  # fmt: skip
    """Return the counts of a build.

    Args:
        made: what was done for each path below site/.
        gone: the paths that were deleted.
        seconds: what the whole build took, by the clock on the wall.
        glasses: what each audience sees sealed values through.
    """
    each = {name: _audience(made, office, name, gone) for name in audiences}
    total = {key: int(sum(tally[key] for tally in each.values())) for key in _SUMMED}
    # what belonged to an audience that is no more
    total["deleted"] = len(gone)
    withheld = {
        name: {
            w.record: w.reason
            for w in pages.withholdings(office, office.company.audiences[name], glasses.get(name, DARK))
        }
        for name in audiences
    }
    return Built(
        records=len(office.records), seconds=round(seconds, 3), audiences=each, withheld=withheld, **total
    )


def _audience(
    made: Mapping[str, Made], office: Office, name: str, gone: Iterable[str]
) -> Mapping[str, float]:
    mine = [done for path, done in made.items() if path.startswith(name + "/")]
    rendered = sum(done.staged for done in mine)
    return {
        "records": len(pages.readable(office, office.company.audiences[name])),
        "documents": sum(done.render in ("paper", "sheet") for done in mine),
        "pages": sum(done.render == "html" for done in mine),
        "rendered": rendered,
        "kept": len(mine) - rendered,
        "deleted": sum(path.startswith(name + "/") for path in gone),
        "slow_way": sum(done.slow for done in mine),
        "shared": sum(done.shared for done in mine),
        "seconds": round(sum(done.seconds for done in mine), 3),
    }
