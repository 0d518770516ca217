"""What we believe of a provider of OpenID Connect: a statement signed by it, for us, of this minute and of this journey."""

import base64
import hashlib
import json
import threading
from datetime import timedelta
from urllib.parse import parse_qsl

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from linli.accounts.models import UserKind
from linli.accounts.providers import asking, oidc
from linli.accounts.providers.oidc import Oidc
from linli.accounts.providers.terms import Proofs
from linli.base.clock import now
from linli.base.refusals import Unavailable
from tests.refusing import refused
from tests.standing_in import standing_in

BACK = "https://linli.example/sign-in/with/oidc-staff/back/"
PROOFS = Proofs("state", "nonce", "verifier")
ANSWER = {"code": "the-code", "state": "state"}
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _each in range(2))


def jwk(key, kid="1", **more):
    return {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more}


class Side:
    """A provider that says what each test wants it to say."""

    def __init__(self, stand_in):
        self.stand_in, self.site = stand_in, stand_in.site
        self.metadata = {
            "issuer": self.site,
            **{name: f"{self.site}/{path}" for name, path in (
                ("authorization_endpoint", "authorize"), ("token_endpoint", "token"), ("jwks_uri", "keys"),
            )},
        }  # fmt: skip
        stand_in.says("/.well-known/openid-configuration", self.metadata)
        stand_in.says("/keys", {"keys": [jwk(KEY)]})
        self.signs()

    def claims(self, **changed):
        claims = {
            "iss": self.site, "aud": "linli", "sub": "alice", "nonce": "nonce",
            "iat": now(), "exp": now() + timedelta(minutes=5),
        }  # fmt: skip
        return {name: value for name, value in {**claims, **changed}.items() if value is not None}

    def signs(self, key=KEY, algorithm="RS256", kid="1", **changed):
        token = jwt.encode(self.claims(**changed), key, algorithm=algorithm, headers={"kid": kid})
        self.stand_in.says("/token", {"id_token": token, "access_token": "x", "token_type": "Bearer"})

    def way(self, **more):
        return Oidc("oidc-staff", UserKind.STAFF, self.site, "linli", **{"secret": "s/cret", **more})


@pytest.fixture(scope="module")
def socket():
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def side(socket):
    socket.asked.clear()
    oidc.forget()
    asking.ask_again()
    return Side(socket)


def test_who_is_named_is_named_by_this_issuer(side):
    assert side.way().named(PROOFS, ANSWER, BACK, "") == f"{side.site} alice"


def test_nothing_but_who_somebody_is_there_is_asked_for(side):
    page, _mark, query = side.way().address(PROOFS, BACK, "").partition("?")
    asked = dict(parse_qsl(query))
    assert page == f"{side.site}/authorize"
    assert asked["scope"] == "openid"
    assert (asked["state"], asked["nonce"], asked["redirect_uri"]) == ("state", "nonce", BACK)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).rstrip(b"=").decode()
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (challenge, "S256")


def test_the_code_is_exchanged_with_the_verifier_and_the_secret_out_of_sight(side):
    side.way().named(PROOFS, ANSWER, BACK, "")
    [exchange] = [each for each in side.stand_in.asked if each.path == "/token"]
    assert (exchange.form["code"], exchange.form["code_verifier"]) == ("the-code", "verifier")
    assert base64.b64decode(exchange.authorization.removeprefix("Basic ")) == b"linli:s%2Fcret"
    assert not exchange.query
    assert "s/cret" not in repr(side.way())


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(side):
    side.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    side.way().named(PROOFS, ANSWER, BACK, "")
    exchange = side.stand_in.asked[-2]
    assert (exchange.form["client_secret"], exchange.authorization) == ("s/cret", "")


LIES = {
    "signed by another key": {"key": OTHER_KEY},
    "signed by a key nobody published": {"kid": "9"},
    "of another journey": {"nonce": "another"},
    "of no journey": {"nonce": None},
    "too late": {"exp": now() - timedelta(minutes=2)},
    "of tomorrow": {"iat": now() + timedelta(days=1)},
    "not yet": {"nbf": now() + timedelta(days=1)},
    "for somebody else": {"aud": "another"},
    "for several, none of them named": {"aud": ["linli", "another"]},
    "given to another": {"azp": "another"},
    "of another issuer": {"iss": "https://another.example"},
    "of nobody": {"sub": None},
    "of an empty name": {"sub": ""},
    "without an end": {"exp": None},
    "of a name beyond measure": {"sub": "x" * 256},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_opens_nothing(side, lie):
    side.signs(**LIES[lie])
    with refused("accounts.elsewhere_untrue"):
        side.way().named(PROOFS, ANSWER, BACK, "")


@pytest.mark.parametrize(
    ("algorithm", "key"), [("none", None), ("HS256", "s/cret" * 8)], ids=["not at all", "with a shared secret"]
)
def test_what_is_not_signed_by_a_key_pair_is_not_signed(side, algorithm, key):
    side.signs(key=key, algorithm=algorithm)
    with refused("accounts.elsewhere_untrue"):
        side.way().named(PROOFS, ANSWER, BACK, "")


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 5000])
def test_what_is_no_token_opens_nothing(side, token):
    side.stand_in.says("/token", {"id_token": token})
    with refused("accounts.elsewhere_untrue"):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_clocks_may_be_a_little_apart(side):
    side.signs(iat=now() + timedelta(seconds=40), exp=now() - timedelta(seconds=40))
    assert side.way().named(PROOFS, ANSWER, BACK, "").endswith(" alice")


def test_an_answer_from_another_provider_is_not_taken_to_this_one(side):
    with refused("accounts.elsewhere_untrue"):
        side.way().named(PROOFS, {**ANSWER, "iss": "https://another.example"}, BACK, "")
    assert side.stand_in.asked == []


def test_a_code_that_served_before_is_said_to_have_done_so(side):
    side.stand_in.says("/token", {"error": "invalid_grant"}, 400)
    with refused("accounts.elsewhere_used_up"):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_new_keys_are_fetched_when_a_statement_names_one_and_not_at_everybodys_call(side, monkeypatch):
    way, at = side.way(), now()
    way.named(PROOFS, ANSWER, BACK, "")
    side.stand_in.says("/keys", {"keys": [jwk(OTHER_KEY, "2"), {"kty": "oct", "k": "AA", "kid": "3"}, "?"]})
    side.signs(key=OTHER_KEY, kid="2")
    with refused("accounts.elsewhere_untrue"):
        way.named(PROOFS, ANSWER, BACK, "")
    monkeypatch.setattr(oidc, "now", lambda: at + timedelta(minutes=1))
    assert way.named(PROOFS, ANSWER, BACK, "").endswith(" alice")


def test_a_key_of_another_kind_than_the_signature_is_none(side):
    side.stand_in.says("/keys", {"keys": [{"kty": "oct", "k": "AA", "kid": "1"}]})
    with refused("accounts.elsewhere_untrue"):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_metadata_of_another_issuer_are_not_believed(side):
    side.metadata["issuer"] = "https://another.example"
    with refused("accounts.elsewhere_untrue"):
        side.way().address(PROOFS, BACK, "")


@pytest.mark.parametrize("address", ["http://provider.example/token", "ftp://x", "", 7])
def test_a_code_never_goes_anywhere_in_the_clear(side, address):
    side.metadata["token_endpoint"] = address
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")
    with pytest.raises(Unavailable):
        Oidc("oidc-staff", UserKind.STAFF, "http://provider.example", "linli").address(PROOFS, BACK, "")


# A side that is down, slow or beside itself


def test_a_side_that_is_down_is_left_alone_for_a_while(side, socket):
    way = Oidc("oidc-staff", UserKind.STAFF, "http://127.0.0.1:9", "linli")
    with pytest.raises(Unavailable):
        way.address(PROOFS, BACK, "")
    with pytest.raises(Unavailable, match="a moment ago"):
        way.address(PROOFS, BACK, "")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_side_in_trouble_is_unavailable(side, status):
    side.stand_in.says("/token", {}, status)
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_our_registration_there_being_at_fault_is_no_fault_of_the_person(side):
    side.stand_in.says("/token", {"error": "invalid_client"}, 401)
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_who_answers_in_drops_is_cut_off(side, monkeypatch):
    monkeypatch.setattr(asking, "WHOLE", 0.1)
    over = threading.Event()

    def drops():
        while not over.wait(0.04):
            yield b" "

    side.stand_in.answers["/token"] = lambda _asked: (200, drops())
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")
    over.set()


def test_who_does_not_answer_at_all_is_given_up(side, monkeypatch):
    monkeypatch.setattr(asking, "STEP", httpx.Timeout(0.1))
    over = threading.Event()
    side.stand_in.answers["/token"] = lambda _asked: (200, iter([b""] if over.wait(2) else []))
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")
    over.set()


def test_an_answer_without_end_is_cut_off(side, monkeypatch):
    monkeypatch.setattr(asking, "LONGEST_ANSWER", 1000)
    side.stand_in.says("/token", {"id_token": "x" * 2000})
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")


def test_nobody_is_led_on_to_another_side(side):
    side.stand_in.says("/token", f"{side.site}/elsewhere", 302)
    with pytest.raises(Unavailable):
        side.way().named(PROOFS, ANSWER, BACK, "")
    assert "/elsewhere" not in {each.path for each in side.stand_in.asked}


def test_neither_codes_nor_secrets_are_logged(side, caplog, capsys):
    side.stand_in.says("/token", {"error": "invalid_client"}, 401)
    with caplog.at_level("WARNING"), pytest.raises(Unavailable) as trouble:
        side.way().named(PROOFS, ANSWER, BACK, "")
    said = f"{caplog.text} {capsys.readouterr()} {trouble.value}"
    assert not any(secret in said for secret in ("the-code", "s/cret", "s%2Fcret", "verifier"))
