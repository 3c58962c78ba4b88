"""How deep blocks may be nested."""

__all__ = ["DEEPEST"]

DEEPEST = 40
"""What is nested deeper than this is not read."""
