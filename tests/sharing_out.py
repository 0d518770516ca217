"""Which process runs what: loaded where pytest-xdist shares the tests out, and only there."""

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.sharing import together


class InFiles(LoadScopeScheduling):
    """A file at a time to whichever process is free, in the order that `sharing.put_in_order` gives them."""

    def __init__(self, config: pytest.Config, log: object = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)
