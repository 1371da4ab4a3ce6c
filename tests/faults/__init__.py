"""Processes killed at every step, and many at once: what was acknowledged is there, whole, once (T5, T19)."""
