"""Everything that rests encrypted: small secrets and whole files (B2, docs/formats.md).

A file is sealed under a data key of its own; the data key is a small secret and
stands in the row that owns the file. So a master key is changed by rewriting
rows, and files never change once written.
"""
