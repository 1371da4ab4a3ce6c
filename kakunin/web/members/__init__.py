"""Who belongs to an organisation, who works with it, and what was done."""
