"""What a page image is measured against: a view that reads one session and one row, and nothing else."""
