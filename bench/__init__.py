"""What Kakunin costs, as ratios within one run: ``make bench`` (docs/bench/README.md)."""
