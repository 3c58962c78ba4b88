"""Matrices of PDF: (a, b, c, d, e, f), applied to row vectors (ISO 32000-1 § 8.3.3)."""

from __future__ import annotations

import math
from typing import TypeAlias

__all__ = ["IDENTITY", "Matrix", "heights", "placed", "scale", "then"]

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def then(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does `first` and then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def scale(matrix: Matrix) -> float:
    """Return by how much lengths grow, on the average of all directions."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def heights(matrix: Matrix) -> float:
    """Return by how much upright lengths grow."""
    return math.hypot(matrix[2], matrix[3])


def placed(matrix: Matrix) -> tuple[float, float]:
    """Return width and height of the unit square."""
    return math.hypot(matrix[0], matrix[1]), math.hypot(matrix[2], matrix[3])
