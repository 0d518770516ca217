"""Signs of life for programs of machines: that one is alive, and how often it was used on a day. Never by whom."""

from datetime import date

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from linli.api.problems import TooMany
from linli.api.throttling import Limiter
from linli.base.clock import local_day, now
from linli.kiosks import actions, rules
from linli.kiosks.models import Device


class MachineToken(HttpBearer):
    """`Authorization: Bearer linlim_…`: the token of one machine, which opens nothing else."""

    def __init__(self, limiter: Limiter) -> None:
        super().__init__()
        self.limiter = limiter

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:  # noqa: ARG002 (ninja's signature)
        """The machine, unless the token is worth nothing; raises TooMany where its program asks too often."""
        device = actions.whose_token(token.strip())
        if device is not None and (wait := self.limiter.wait(str(device.pk))):
            raise TooMany(wait)
        return device


limiter = Limiter(rules.SIGNS_PER_MINUTE)
router = Router(tags=["机器"], auth=MachineToken(limiter))


class MachineRequest(HttpRequest):
    """A request of a machine's program."""

    auth: Device


class Sign(BaseModel):
    """What a machine says. Nothing else is taken: not who, not a picture."""

    model_config = ConfigDict(extra="forbid")

    uses: StrictInt | None = Field(
        default=None, ge=0, le=rules.MOST_USES, description="这一天到现在一共用了几次；只说次数，不说是谁"
    )
    day: date | None = Field(default=None, description="哪一天的次数，今天或者前 6 天；不写是今天")


ALIVE = Sign()


class Heard(BaseModel):
    """What is known of it now."""

    label: str = Field(description="机器的编号")
    kind: str = Field(description="种类的代码，例如 parcel_locker")
    every_minutes: int = Field(description="最迟几分钟以后再报一次")
    day: date
    uses: int | None = Field(description="这一天记下的次数；没有报次数是 null")


@router.post(
    "/signs",
    response=Heard,
    summary="报平安",
    description="用机器自己的令牌。可以带上一天里到现在的使用次数：报两次、补报、乱了先后都不要紧，留最大的数。",
)
def sign_of_life(request: MachineRequest, body: Sign = ALIVE) -> Heard:
    """The machine is alive."""
    at, device = now(), request.auth
    uses = actions.hear(device, at=at, uses=body.uses, day=body.day)
    return Heard(
        label=device.label,
        kind=device.kind,
        every_minutes=device.is_a.minutes,
        day=body.day or local_day(at),
        uses=uses,
    )
