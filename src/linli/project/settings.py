"""Settings. Nothing is started or changed by reading them; a missing server or key says so when it is used.

Everything a deployment decides comes from the environment; `docs/operations/settings.md` lists each name.
"""

import os
from pathlib import Path

from linli.base import languages, logs
from linli.base.home import home
from linli.project.postgres import parameters, process_login
from linli.project.secrets import django_secret

HOME = home()
SOURCE = Path(__file__).resolve().parents[1]
ROOT = SOURCE.parents[1]

DEBUG = os.environ.get("LINLI_DEBUG") == "1"
SECRET_KEY = django_secret(HOME)
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINLI_ORIGINS", "").split(",") if origin]
ROOT_URLCONF = "linli.project.urls"
WSGI_APPLICATION = "linli.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "linli.base",
    "linli.web",
    "linli.api",
    "linli.areas",
    "linli.organizations",
    "linli.accounts",
    "linli.territory",
    "linli.tables",
    "linli.notifications",
    "linli.people",
    "linli.catalog",
    "linli.notices",
    "linli.policies",
    "linli.cases",
    "linli.aid",
    "linli.kiosks",
    "linli.indicators",
    "linli.ledgers",
    "linli.followups",
    "linli.reviews",
    "linli.archives",
    "linli.plans",
    "linli.reports",
    "linli.tasks",
    "linli.insight",
    "linli.demo",
]

MIDDLEWARE = [
    "linli.project.operation.observing.Observed",
    "django.middleware.security.SecurityMiddleware",
    "linli.web.security.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.kiosks.middleware.OnlyKiosk",
    "linli.web.language.Languages",
    "django.middleware.common.CommonMiddleware",
    "linli.accounts.middleware.Sessions",
    "django.middleware.csrf.CsrfViewMiddleware",
    "linli.accounts.middleware.Acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.web.refusals.RefusalPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "project" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.looks",
                "linli.project.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "linli.web.renderer.Renderer"


def database() -> dict[str, object]:
    """The one alias. LINLI_LOGIN decides whether this process is the owner or the application; never both."""
    found = parameters(process_login(), HOME)
    name, host, port = found.pop("dbname"), found.pop("host"), found.pop("port")
    user, password = found.pop("user"), found.pop("password")
    return {
        "ENGINE": "linli.base.database",
        "NAME": os.environ.get("LINLI_DATABASE", name),
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **found,  # what else an operator's DATABASE_URL says: sslmode and the like
            "prepare_threshold": 1,
            "server_side_binding": True,
        },
    }


DATABASES = {"default": database()}

SESSION_ENGINE = "linli.accounts.sessions"
SESSION_COOKIE_NAME = "linli_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LINLI_HTTPS") == "1"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [os.environ.get("LINLI_PASSWORD_HASHER", "django.contrib.auth.hashers.PBKDF2PasswordHasher")]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
# A language of ours joins when its catalogue is complete; an installation adds its own beside them.
LANGUAGES = [("zh-hans", "中文"), ("en", "English"), *languages.added(os.environ.get("LINLI_LANGUAGES", ""))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
_collected = HOME / "static"
STATIC_ROOT = _collected if _collected.is_dir() else None  # whitenoise warns of a folder that is not there
WHITENOISE_USE_FINDERS = True  # no collect step to forget; a deployment behind a proxy may still collect
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
NINJA_PAGINATION_PER_PAGE = 50

DATA = Path(os.environ.get("LINLI_DATA", ROOT / "data"))
LOCALE_PATHS = [SOURCE / "locale", DATA / "locale", HOME / "locale"]  # what we say; our files; what is added here
LINLI_PROXIES = int(os.environ.get("LINLI_PROXIES", "0"))  # proxies before us whose word on the address counts
LINLI_REQUIRE_TOTP = os.environ.get("LINLI_REQUIRE_TOTP") == "1"
SIGN_IN_ELSEWHERE = {
    "oidc-staff": {
        "issuer": os.environ.get("LINLI_OIDC_STAFF_ISSUER", ""),
        "client": os.environ.get("LINLI_OIDC_STAFF_CLIENT", ""),
        "secret": os.environ.get("LINLI_OIDC_STAFF_SECRET", ""),
        "called": os.environ.get("LINLI_OIDC_STAFF_TITLE", ""),
    },
    "oidc-residents": {
        "issuer": os.environ.get("LINLI_OIDC_RESIDENTS_ISSUER", ""),
        "client": os.environ.get("LINLI_OIDC_RESIDENTS_CLIENT", ""),
        "secret": os.environ.get("LINLI_OIDC_RESIDENTS_SECRET", ""),
        "called": os.environ.get("LINLI_OIDC_RESIDENTS_TITLE", ""),
    },
    "wecom": {
        "corp": os.environ.get("LINLI_WECOM_CORP", ""),
        "agent": os.environ.get("LINLI_WECOM_AGENT", ""),
        "secret": os.environ.get("LINLI_WECOM_SECRET", ""),
        "api": os.environ.get("LINLI_WECOM_API", "https://qyapi.weixin.qq.com"),
    },
    "wechat": {
        "website": os.environ.get("LINLI_WECHAT_WEBSITE", ""),
        "website_secret": os.environ.get("LINLI_WECHAT_WEBSITE_SECRET", ""),
        "account": os.environ.get("LINLI_WECHAT_ACCOUNT", ""),
        "account_secret": os.environ.get("LINLI_WECHAT_ACCOUNT_SECRET", ""),
        "api": os.environ.get("LINLI_WECHAT_API", "https://api.weixin.qq.com"),
    },
}
LINLI_REGION = os.environ.get("LINLI_REGION", "")
LINLI_API_PER_MINUTE = int(os.environ.get("LINLI_API_PER_MINUTE", "600"))  # of one caller and process; 0: no limit
LINLI_CALLBACK_SHARE = int(os.environ.get("LINLI_CALLBACK_SHARE", "10"))  # per cent of a month's closed cases
LINLI_REMEDY_DAYS = int(os.environ.get("LINLI_REMEDY_DAYS", "15"))  # working days to put right a bad rating
LINLI_ADDRESS = os.environ.get("LINLI_ADDRESS", "").rstrip("/")  # where people find us, for links in mails
LINLI_QUIET_HOURS = os.environ.get("LINLI_QUIET_HOURS", "22:00-07:30")  # nothing goes out then; empty: none
LINLI_MAIL = os.environ.get("LINLI_MAIL", "console")
LINLI_MAIL_FROM = os.environ.get("LINLI_MAIL_FROM", "linli@localhost")
EMAIL_HOST = os.environ.get("LINLI_MAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("LINLI_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LINLI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LINLI_MAIL_PASSWORD", "")
LINLI_MAIL_SECURITY = os.environ.get("LINLI_MAIL_SECURITY", "")
EMAIL_USE_TLS = LINLI_MAIL_SECURITY == "starttls"
EMAIL_USE_SSL = LINLI_MAIL_SECURITY == "tls"
LINLI_WECOM = os.environ.get("LINLI_WECOM", "off")  # messages to staff, by the application people sign in by
LINLI_PUSH = os.environ.get("LINLI_PUSH", "console")
LINLI_PUSH_KEY = os.environ.get("LINLI_PUSH_KEY", "")  # else keys/push in the home
LINLI_PUSH_CONTACT = os.environ.get("LINLI_PUSH_CONTACT", "") or LINLI_ADDRESS  # whom a push service writes to
LINLI_PUSH_HOSTS = os.environ.get(
    "LINLI_PUSH_HOSTS", "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,.notify.windows.com"
)
LINLI_SMS_GATEWAY = os.environ.get("LINLI_SMS_GATEWAY", "console")
LINLI_SMS_GATEWAY_URL = os.environ.get("LINLI_SMS_GATEWAY_URL", "")

LINLI_METRICS_TOKEN = os.environ.get("LINLI_METRICS_TOKEN", "")

LOGGING = logs.configuration(requests=os.environ.get("LINLI_REQUEST_LOG", "1") == "1")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []
