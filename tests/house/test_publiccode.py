"""publiccode.yml says what the standard asks for, and the same as the product itself."""

import re
import tomllib

import pytest
import yaml
from django.conf import settings

from tests.house.listing import ROOT

FILE = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MANDATORY = {
    "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal",
    "maintenance", "localisation",
}  # fmt: skip
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend",
    "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip
MAINTENANCE = {"internal": "contacts", "community": "contacts", "contract": "contractors", "none": None}


def test_every_mandatory_key_is_there():
    assert MANDATORY - set(FILE) == set()
    assert FILE["localisation"].keys() >= {"localisationReady", "availableLanguages"}
    assert FILE["legal"].keys() >= {"license"}


def test_choices_are_the_standard_s():
    assert FILE["developmentStatus"] in STATUSES
    assert FILE["softwareType"] in TYPES
    assert re.fullmatch(r"0\.\d+(\.\d+)?", FILE["publiccodeYmlVersion"])
    assert FILE["url"].startswith("https://")
    assert isinstance(FILE["localisation"]["localisationReady"], bool)
    assert all(isinstance(platform, str) for platform in FILE["platforms"])


def test_who_maintains_it_has_the_contacts_that_this_asks_for():
    wanted = MAINTENANCE[FILE["maintenance"]["type"]]
    assert wanted is None or FILE["maintenance"][wanted]


@pytest.mark.parametrize("language", sorted(FILE["description"]))
def test_a_description_is_as_long_as_it_may_be(language):
    described = FILE["description"][language]
    assert 1 <= len(described["shortDescription"]) <= 150
    assert 150 <= len(described["longDescription"]) <= 10_000
    assert described["features"]
    assert all(len(feature) <= 100 for feature in described["features"])


def test_it_says_the_same_as_the_product():
    assert FILE["softwareVersion"] == PROJECT["version"]
    assert FILE["legal"]["license"] == PROJECT["license"]
    assert {language.lower() for language in FILE["localisation"]["availableLanguages"]} == {
        code for code, _name in settings.LANGUAGES
    }
