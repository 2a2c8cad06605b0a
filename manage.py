#!/usr/bin/env python
"""Django's command line for this project."""

import io
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # A line is there as soon as it is written, for who reads through a pipe as for who watches.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.development")
    execute_from_command_line(sys.argv)
