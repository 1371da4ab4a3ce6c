"""Pages that exist only in the demo: the mails that were caught, and the style guide."""
