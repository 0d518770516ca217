"""Who keeps all the registers of a demo."""

from linli.demo.registers.contacts import ContactKeeper
from linli.demo.registers.ground import GroundKeeper
from linli.demo.registers.helping import NeedKeeper
from linli.demo.registers.notices import NoticeKeeper
from linli.demo.registers.papers import PaperKeeper
from linli.demo.registers.petitions import PetitionKeeper


class Clerk(GroundKeeper, PetitionKeeper, PaperKeeper, ContactKeeper, NoticeKeeper, NeedKeeper):
    """Keeps everything; one of them tells a demo, so that files and what came in by them belong together."""
