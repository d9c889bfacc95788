"""The log of loans against itself: events merged away, files changed without one (life.md, Custody)."""

from __future__ import annotations

from .. import loans

CHECKS = (loans.findings,)
