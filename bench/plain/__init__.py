"""Kakunin itself, but for one thing: a download takes the document from a plain file, and believes it."""
