# Copied from openapi/companion/_sdk/literals.py by scripts/regenerate: edit it there.
# pyright: standard
"""The literal type of all models."""

from __future__ import annotations

from typing import TypeAlias

from ..models import ProModel, StandardModel

Model: TypeAlias = ProModel | StandardModel
"""Any of the four models."""
