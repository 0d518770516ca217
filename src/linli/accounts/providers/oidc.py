"""OpenID Connect: the authorization code flow with PKCE, asking for nothing but who somebody is there.

Written after OpenID Connect Core 1.0 (sections 3.1.2 and 3.1.3), RFC 7636 (PKCE) and RFC 9700 (current best practice).
The scope is `openid` alone: no name, phone or address is taken over from the other side.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import jwt
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import UserKind
from linli.accounts.providers.asking import Answer, ask, is_safe
from linli.accounts.providers.terms import LONGEST_NAME, Proofs, unable, untrue, used_up
from linli.base.clock import now
from linli.base.refusals import Sentence

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair alone: with a shared secret, or with none, whoever knows our name there could sign."""
SKEW = timedelta(seconds=60)
"""How far two clocks may be apart."""
KEPT = timedelta(hours=1)
SOONEST = timedelta(seconds=30)
"""How often keys are fetched again for one that is not known: not at the call of whoever makes one up."""
TITLE = _("统一身份认证")


@dataclass
class _Published:
    """What a side publishes about itself, kept in this process for a while."""

    metadata: Answer
    keys: dict[str | None, Mapping[str, Any]] = field(default_factory=dict)
    metadata_at: datetime | None = None
    keys_at: datetime | None = None


_published: dict[str, _Published] = {}


@dataclass(frozen=True)
class Oidc:
    """One provider, at one door."""

    key: str
    kind: UserKind
    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    called: str = ""

    @property
    def title(self) -> Sentence:
        """As the installation calls it."""
        return self.called or TITLE

    @property
    def name_asked(self) -> Sentence:
        """The name that never changes there."""
        return _("对方系统里的唯一标识（sub）")

    def subject_of(self, typed: str) -> str:
        """Bound to the issuer: the same name at another one is somebody else."""
        return f"{self.issuer} {typed.strip()}"

    def address(self, proofs: Proofs, back: str, browser: str) -> str:  # noqa: ARG002 (every browser goes the same way)
        """The provider's own page."""
        challenge = hashlib.sha256(proofs.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": back,
            "scope": "openid",
            "state": proofs.state,
            "nonce": proofs.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        page = self._endpoint("authorization_endpoint")
        return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"

    def named(self, proofs: Proofs, answer: Mapping[str, str], back: str, browser: str) -> str:  # noqa: ARG002 (likewise)
        """Exchange the code for a signed statement, and believe it only where everything in it is as it must be."""
        if answer.get("iss", self.issuer) != self.issuer:  # RFC 9207: an answer from another provider
            raise untrue(self, "answer of another issuer")
        told = self._exchanged(answer.get("code", ""), proofs, back)
        claims = self._verified(told.word("id_token"))
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), proofs.nonce.encode()):
            raise untrue(self, "nonce")
        subject = claims["sub"]
        if not subject or len(subject) > LONGEST_NAME:
            raise untrue(self, "subject")
        return self.subject_of(subject)

    def _exchanged(self, code: str, proofs: Proofs, back: str) -> Answer:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "client_id": self.client}
        form["code_verifier"] = proofs.verifier
        ways = self._metadata().said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        login = None
        if self.secret and "client_secret_basic" in ways:
            login = quote(self.client, safe=""), quote(self.secret, safe="")  # RFC 6749, section 2.3.1
        elif self.secret:
            form["client_secret"] = self.secret
        told = ask(self._endpoint("token_endpoint"), form=form, login=login)
        if told.word("error") == "invalid_grant":
            raise used_up(self)
        if told.status != 200:
            raise unable(self, f"{told.status} {told.word('error')}")
        return told

    def _verified(self, token: str) -> dict[str, Any]:
        """The statement, where it is signed by the issuer, for us, and of this minute."""
        try:
            header = jwt.get_unverified_header(token)
            algorithm = str(header.get("alg"))
            if algorithm not in ALGORITHMS:
                raise jwt.InvalidAlgorithmError(algorithm)
            claims: dict[str, Any] = jwt.decode(
                token,
                jwt.PyJWK({"alg": algorithm, **self._key(header.get("kid"))}),
                algorithms=[algorithm],
                audience=self.client,
                issuer=self.issuer,
                leeway=SKEW,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise untrue(self, type(error).__name__) from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.client:
            raise untrue(self, "authorized party")
        return claims

    def _key(self, kid: str | None) -> Mapping[str, Any]:
        """The issuer's key of this name; keys are fetched again, once, where it is not known yet."""
        about, at = self._about(), now()
        if about.keys_at is None or at - about.keys_at > (KEPT if kid in about.keys else SOONEST):
            about.keys, about.keys_at = _keys_of(ask(self._endpoint("jwks_uri")).said), at
        if kid is None and len(about.keys) == 1:
            return next(iter(about.keys.values()))
        if kid not in about.keys:
            raise jwt.InvalidKeyError("unknown key")
        return about.keys[kid]

    def _endpoint(self, name: str) -> str:
        address = self._metadata().word(name)
        if not is_safe(address):
            raise unable(self, f"no safe {name}")
        return address

    def _metadata(self) -> Answer:
        """What the issuer says of itself (OpenID Connect Discovery 1.0), under its own name and no other."""
        about, at = self._about(), now()
        if about.metadata_at is None or at - about.metadata_at > KEPT:
            if not is_safe(self.issuer):
                raise unable(self, "the issuer must be an https address")
            found = ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.word("issuer") != self.issuer:
                raise untrue(self, "metadata of another issuer")
            about.metadata, about.metadata_at = found, at
        return about.metadata

    def _about(self) -> _Published:
        return _published.setdefault(self.issuer, _Published(Answer(0)))

    def check(self) -> None:
        """Whether the issuer answers and names where to go."""
        self._endpoint("authorization_endpoint")
        self._endpoint("token_endpoint")
        self._endpoint("jwks_uri")


def _keys_of(said: Mapping[str, Any]) -> dict[str | None, Mapping[str, Any]]:
    """Keys for signing, by their names."""
    listed = said.get("keys")
    keys = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {each.get("kid"): each for each in keys if each.get("use", "sig") == "sig"}


def forget() -> None:
    """Ask anew what is published: where a provider has been set up differently."""
    _published.clear()
