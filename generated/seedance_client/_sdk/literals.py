# Copied from openapi/companion/_sdk/literals.py by scripts/regenerate: edit it there.
# pyright: standard
"""The literal types of a request: models and aspect ratios."""

from __future__ import annotations

from typing import TypeAlias

from ..models import AspectRatio, ProModel, StandardModel

__all__ = ["AspectRatio", "Model", "ProModel", "StandardModel"]

Model: TypeAlias = ProModel | StandardModel
"""Any of the four models."""
