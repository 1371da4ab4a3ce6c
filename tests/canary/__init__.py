"""Secrets that would be recognised anywhere are in no log, report, queue, dump or file of ours (T1, T22)."""
