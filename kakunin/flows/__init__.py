"""The business, one module per step."""
