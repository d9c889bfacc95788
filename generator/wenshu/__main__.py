"""``python -m wenshu``."""

from .cli import main

main()
