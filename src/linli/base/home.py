"""Where an installation keeps what it owns (keys, files) and where the data that ships with the product lies."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder of this installation: `LINLI_HOME`, otherwise `.linli` in the checkout; whoever writes makes it."""
    return Path(os.environ.get("LINLI_HOME") or CHECKOUT / ".linli").expanduser().absolute()


def shipped() -> Path:
    """The folder of the data that ships with the product: `LINLI_DATA`, otherwise `data` in the checkout."""
    return Path(os.environ.get("LINLI_DATA") or CHECKOUT / "data").expanduser().absolute()
