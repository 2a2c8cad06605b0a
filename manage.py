#!/usr/bin/env python
"""Django's command line for this project."""

import io
import os
import sys

from django.core.management import execute_from_command_line

DEVELOPMENT = "core.settings.development"


def main() -> None:
    """Run the command of `sys.argv`; on a developer's machine say which server is missing."""
    try:
        execute_from_command_line(sys.argv)
    except (Exception, SystemExit) as error:
        if os.environ["DJANGO_SETTINGS_MODULE"] != DEVELOPMENT:
            raise
        # Not in the image of production.
        from core.dev.engines.unreachable import why_unreachable

        if reason := why_unreachable(error):
            sys.exit(reason)
        raise


if __name__ == "__main__":
    # A line is there as soon as it is written, for who reads through a pipe as for who watches.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEVELOPMENT)
    main()
