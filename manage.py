#!/usr/bin/env python3
"""Kakunin's commands: ``manage.py help`` lists them."""

import argparse
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakunin.config.settings")
    if sys.argv[1:2] == ["demo"]:
        from kakunin.demo import surroundings

        # The demo makes its own settings, and they must stand before they are read.
        parser = argparse.ArgumentParser(add_help=False)
        parser.add_argument("--port", type=int, default=8000)
        surroundings.prepare(parser.parse_known_args(sys.argv[2:])[0].port)
    execute_from_command_line(sys.argv)
