"""Everything on one machine, with an imaginary case: for trying out, never for real certificates."""
