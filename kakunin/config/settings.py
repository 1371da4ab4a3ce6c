"""Django's settings. Only ``environment`` reads variables; this file says what they mean.

Three modes: ``production`` (the default: refuses to start half-configured),
``demo`` (embedded parts, imaginary data) and ``test``.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kakunin.config import environment as given
from kakunin.config import master_keys

given.refuse_unknown_variables()

MODE = given.optional("MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("KAKUNIN_MODE is production, demo or test.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"


def _secret(name: str, why: str) -> str:
    return given.required(name, why) if MODE != "test" else f"{name.lower()}-of-the-tests-and-of-nothing-else"


# --- Where and under which name -------------------------------------------------
DATA_DIR = Path(given.optional("DATA_DIR", str(given.ROOT / "data" / MODE)))
_local_url = "http://localhost:8000" if not PRODUCTION else ""
# Absolute addresses in mails come from here, never from a request (T18).
BASE_URL = given.optional("BASE_URL", _local_url).rstrip("/")
if PRODUCTION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "KAKUNIN_BASE_URL must be set: the https address that people use, for links in mails."
    )
# The seed's sender belongs to a real party, so it is never a default in production (U4).
MAIL_FROM = (
    given.required("MAIL_FROM", "the address that mails come from.")
    if PRODUCTION
    else given.optional("MAIL_FROM", "info@mail.sonpo-hosyou-syouken.jp")
)
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost"]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
WEB_WORKERS = int(given.optional("WEB_WORKERS", "2"))
# How many proxies in front add to X-Forwarded-For. What the outermost of them saw is a visitor's
# origin, by which wrong tries are counted (T4): one too few, and the whole world is one origin.
ALLAUTH_TRUSTED_PROXY_COUNT = int(given.optional("PROXIES", "0"))

# --- Secrets ---------------------------------------------------------------------
SECRET_KEY = _secret("SECRET_KEY", "50 or more random characters; signs sessions.")
# Keyed hashes of locators and viewing passwords: useless to a thief of the database alone.
PEPPER = _secret("PEPPER", "32 or more random characters; keyed hashes of the viewing keys.")
# Newest first; seals files and secrets at rest.
MASTER_KEYS = master_keys.parse(
    given.required("MASTER_KEYS", "name:base64 of 32 bytes, newest first, comma-separated.")
    if MODE != "test"
    else "test:dGhlIG1hc3RlciBrZXkgb2YgdGhlIHRlc3RzIDMyYiE="
)

# --- Limits and periods of the business ------------------------------------------
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_PAGES = 100
MAX_FILES = 20
# Of one archive; a larger certificate comes in parts, so that none holds a process for long.
MAX_ARCHIVE_BYTES = 40 * 1024 * 1024
VIEWING_IDLE = timedelta(minutes=20)
VIEWING_LONGEST = timedelta(hours=12)
VIEWING_WARNING = timedelta(minutes=2)
LOGIN_IDLE = timedelta(minutes=20)
LOGIN_LONGEST = timedelta(hours=12)
# Long enough for a form with twenty files that was left over lunch.
STAFF_IDLE = timedelta(hours=2)
STAFF_LONGEST = timedelta(hours=12)
INVITATION_VALID = timedelta(days=7)
INVITATION_PAUSE = timedelta(minutes=1)
FACTOR_RESET_VALID = timedelta(days=1)
PASSWORD_RESET_VALID = timedelta(minutes=30)
ONE_TIME_PASSWORD_VALID = timedelta(minutes=30)
ONE_TIME_PASSWORD_PAUSE = timedelta(minutes=1)

# --- Django ------------------------------------------------------------------------
DEBUG = False
ROOT_URLCONF = "kakunin.config.urls"
WSGI_APPLICATION = "kakunin.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "kakunin.Staff"
INSTALLED_APPS = [
    "kakunin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    # Headers first: so no answer is without them, whoever below turns the request away or breaks.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kakunin.web.middleware.privacy.keep_private",
    "kakunin.web.middleware.request_body.limit_body",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kakunin.web.middleware.session_cookie.keep_new_cookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kakunin.web.middleware.staff_session.end_old_sessions",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kakunin.web.middleware.second_factor.ask_for_second_factor",
    "kakunin.web.middleware.failures.explain_failures",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [given.ROOT / "kakunin" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kakunin.web.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kakunin.web.tags",
            ],
        },
    }
]
FORM_RENDERER = "kakunin.web.forms.HouseRenderer"
DATABASES = {"default": given.database(f"sqlite:///{DATA_DIR / 'kakunin.sqlite3'}")}
SESSION_ENGINE = "kakunin.web.session_store"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Holds the limits of logins and the codes used up: with Django's 300 a flood would wash them out.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if MODE == "test":
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Language and time: stored in UTC, shown in Japan time -----------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語"))]
LOCALE_PATHS = [given.ROOT / "kakunin" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# --- Files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None  # elsewhere straight from the package
WHITENOISE_USE_FINDERS = MODE != "production"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site needs our files
_files = "kakunin.adapters.storage.DurableFileSystemStorage"
STORAGES = {
    "default": {"BACKEND": _files, "OPTIONS": {"location": DATA_DIR / "files"}},
    # The rendered pages: can be made again, so they stay out of the backups.
    "pages": {"BACKEND": _files, "OPTIONS": {"location": DATA_DIR / "pages"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
# Far above MAX_FILES: the form shall say that there are too many, beside what was typed.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
MAX_BODY_BYTES = MAX_FILES * MAX_FILE_BYTES + 1024 * 1024

# Scans each uploaded file for malware; without it nothing is scanned (docs/adr/0012-malware-scan.md).
CLAMD = given.clamd()

# --- Mail ------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_smtp = given.mail_server("" if PRODUCTION else "smtp://127.0.0.1:8025")
EMAIL_HOST, EMAIL_PORT = _smtp["EMAIL_HOST"], _smtp["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp["EMAIL_HOST_USER"], _smtp["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _smtp["EMAIL_USE_TLS"], _smtp["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = MAIL_FROM

# --- Staff login (allauth) -----------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "kakunin.web.staff.adapter.StaffAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Whole insurers share one address, so what an address may do is wide. Wrong passwords are few for an
# account *and* an address (StaffAdapter), wrong codes for an account: there the password was right.
# By the day as well: else somebody with a password would have tried most codes within a year.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key,100/d/key",
    # Mails to one address, whoever asks for them; an address that nobody has is counted alike.
    "reset_password": "100/h/ip,1/5m/key,10/d/key",
}
ACCOUNT_FORMS = {
    "login": "kakunin.web.staff.forms.LoginForm",
    "reauthenticate": "kakunin.web.staff.forms.ConfirmPasswordForm",
    "change_password": "kakunin.web.staff.forms.ChangePasswordForm",
}
# allauth only asks those for it who have one; the middleware has everybody set one up.
SECOND_FACTOR_REQUIRED = PRODUCTION
MFA_ADAPTER = "kakunin.web.staff.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_COUNT = 10
MFA_TOTP_ISSUER = _("保証証券等確認システム")
MFA_TOTP_TOLERANCE = 1  # clocks of phones and PCs differ
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_FORMS = {
    "authenticate": "kakunin.web.staff.codes.ShowCodeForm",
    "reauthenticate": "kakunin.web.staff.codes.ConfirmCodeForm",
    "activate_totp": "kakunin.web.staff.codes.AddAppForm",
    "add_webauthn": "kakunin.web.staff.passkeys.AddForm",
    "edit_webauthn": "kakunin.web.staff.passkeys.RenameForm",
    "login_webauthn": "kakunin.web.staff.passkeys.LoginForm",
    "authenticate_webauthn": "kakunin.web.staff.passkeys.ShowPasskeyForm",
    "reauthenticate_webauthn": "kakunin.web.staff.passkeys.ConfirmPasskeyForm",
}
PASSWORD_RESET_TIMEOUT = int(PASSWORD_RESET_VALID.total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:list"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kakunin.foundation.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "kakunin.foundation.passwords.Uncommon"},
    {"NAME": "kakunin.policies.passwords.OwnWordsValidator"},
]

# --- Security ------------------------------------------------------------------------------
# strict-origin: with no-referrer Chromium sends Origin null, and every form is refused (T1).
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "kakunin.web.failures.show_expired_form"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    # This host only: what else stands under its name is not ours to promise for.
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # The proxy in front ends TLS and must write this header itself, over whatever a browser sent;
    # who reaches us past it and forges it gets cookies that no browser keeps without TLS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Always to our own name, whichever the request gave (T18).
    SECURE_SSL_REDIRECT, SECURE_SSL_HOST = True, urlsplit(BASE_URL).netloc
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # Only what kakunin/web/tags.py wrote into this very answer.
        "script-src": [NONCE],
        "style-src": [NONCE],
        "img-src": [SELF, "data:"],  # data: the style sheet draws the arrow of a select
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF] if DEMO else [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # No script turns a string into HTML or into a script.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
        "upgrade-insecure-requests": PRODUCTION,
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Request lines of Django carry paths, and the gate's path is a secret (T1, T22).
    "formatters": {
        "line": {
            "class": "kakunin.foundation.logs.HideSecrets",
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "mail.log": {"level": "WARNING"},  # the demo's mail catcher tells every line it hears
        "pikepdf": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER = "kakunin.web.error_report.BareReport"
SILENCED_SYSTEM_CHECKS: list[str] = []
