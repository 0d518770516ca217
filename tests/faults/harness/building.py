"""Run as the owner in a process of its own: the demo of one region, small, into an empty home."""

import sys

import django

CASES = 60


def main() -> int:
    """What `linli up` would prepare, with fewer cases; it finds the demo there and builds none."""
    django.setup()
    from linli.demo.build import build  # models need Django to be set up
    from linli.project import preparing

    preparing.prepare(preparing.Wish("hengshui", is_empty=True), print)
    build("hengshui", scale=CASES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
