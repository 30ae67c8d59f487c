#!/usr/bin/env python
"""Commandes de Django pour qui développe ; les personnes qui exploitent Jalon emploient `jalon`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.config.settings")
    execute_from_command_line(sys.argv)
