"""Processes killed at every step: what was acknowledged is there, whole (T19)."""
