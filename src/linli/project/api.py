"""The API, put together: `/api/v1/`, described at `/api/v1/openapi.json`."""

from django.conf import settings
from django.urls import path, re_path

from linli.api.door import Api, nothing_here
from linli.api.throttling import Limiter
from linli.api.tokens import BearerToken
from linli.areas.api import router as areas
from linli.cases.api import router as cases
from linli.catalog.api import router as catalog
from linli.indicators.api import router as indicators
from linli.kiosks.api import router as machines
from linli.notices.api import router as notices
from linli.policies.api import router as policies

DESCRIPTION = """邻里的接口：网页上能办的事，程序也能办，规则相同。

除事项、区划、通知和政策外，都要带令牌：`Authorization: Bearer linli_…`。令牌只能做它的主人能做的事。
自助设备报平安用机器自己的令牌，`Bearer linlim_…`，别的什么也打不开。
出错时回答 `application/problem+json`（RFC 9457）：`detail` 给人看，`code` 给程序用。时间都带时区。
"""
# Elsewhere a refusal is a 422; these say more exactly what HTTP has a number for.
STATUSES = {"accounts.no_right": 403, "cases.not_visible": 404}

limiter = Limiter(settings.LINLI_API_PER_MINUTE)
token = BearerToken(limiter)
api = Api(title="邻里接口", version="1.0", description=DESCRIPTION, statuses=STATUSES)
api.add_router("/items", catalog)
api.add_router("/areas", areas)
api.add_router("/notices", notices)
api.add_router("/policies", policies)
api.add_router("/cases", cases, auth=token)
api.add_router("/indicators", indicators, auth=token)
api.add_router("/machines", machines)  # by the token of a machine

addresses, _app, _namespace = api.patterns
urlpatterns = [path("v1/", (addresses, None, None)), re_path("", nothing_here)]
