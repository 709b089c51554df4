"""Hypothesis gives each example 200 ms by itself; on a busy machine that tells nothing about the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
