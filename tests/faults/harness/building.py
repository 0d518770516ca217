"""Run as the owner in a process of its own: the demo of one region, small, into an empty home."""

import sys

import django

CASES = 60


def main() -> int:
    """Everything `linli up` would prepare; it finds nothing left to do then."""
    django.setup()
    from linli.demo import build  # models need Django to be set up
    from linli.project import preparing

    build.CASES["small"] = CASES
    preparing.prepare(preparing.Wish("hengshui"), print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
