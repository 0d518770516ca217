"""Whether what one sees here is invented."""

from functools import cache

from linli.demo.models import DemoBuilt


@cache
def holds_invented_data() -> bool:
    """Asked once by each process: invented data come before web and worker start, and never later."""
    return DemoBuilt.objects.exists()
