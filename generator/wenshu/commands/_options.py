"""Options that several verbs share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click


class Day(click.ParamType[date]):
    """A date typed as 2026-03-12."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} 不是日期，请写成 2026-03-12 (write 2026-03-12)", param, ctx)


DAY = Day()
SHEET = click.option(
    "--sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="签收单、签批单扫描件 scan"
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="只说要写什么，不写 say what would be written")
ON = click.option("--on", type=DAY, default=None, help="日期，不写则为当日 date, 2026-03-12")
SIGNED = click.option("--signed", is_flag=True, help="用本人密钥签名 sign the commit with his own key")
KEY = click.option("--key", default="", metavar="FILE", help="密钥文件，不写则用 git 设置的 key file")
