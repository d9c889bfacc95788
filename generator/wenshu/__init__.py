"""Wenshu 文书: a company's official papers as code."""

__version__ = "0.1.0"
