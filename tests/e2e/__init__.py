"""Whole stories in real browsers, against the demo as anybody starts it."""
