"""All settings, one file. What may differ between installations comes from the environment (`environment.py`)."""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mediation.environment import ROOT, read_environment

GIVEN = read_environment(os.environ)

BASE_DIR = ROOT
VAR_DIR: Path = GIVEN["MEDIATION_VAR"]


def secret_key(path: Path) -> str:
    """The signing key in `path`, made with mode 0600 when there is none yet.

    Several processes may start at once: the key is written aside and linked into place, and whoever comes
    second reads what the first one linked.
    """
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside = path.with_name(f".{path.name}.{os.getpid()}")
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                os.link(aside, path)
            except FileExistsError:
                pass
            finally:
                aside.unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The key file {path} can be neither read nor made: {error.strerror}.") from error
    if len(key) < 50:
        raise ImproperlyConfigured(f"The key file {path} holds fewer than 50 characters. Put the right one back.")
    return key


SECRET_KEY = GIVEN["MEDIATION_SECRET_KEY"] or secret_key(VAR_DIR / "secret_key")
MEDIATION_SEAL_KEY = GIVEN["MEDIATION_SEAL_KEY"] or secret_key(VAR_DIR / "seal_key")
DEBUG: bool = GIVEN["MEDIATION_DEBUG"]
ALLOWED_HOSTS: list[str] = GIVEN["MEDIATION_HOSTS"]
CSRF_TRUSTED_ORIGINS: list[str] = GIVEN["MEDIATION_ORIGINS"]

# --- this system's own settings -------------------------------------------------------------------------------
MEDIATION_HTTPS: bool = GIVEN["MEDIATION_HTTPS"]
MEDIATION_DEMO: bool = GIVEN["MEDIATION_DEMO"]
MEDIATION_URL: str = GIVEN["MEDIATION_URL"]
MEDIATION_PROXY: list[str] = GIVEN["MEDIATION_PROXY"]
ESEAL: str = GIVEN["MEDIATION_ESEAL"]
MEDIATION_EXPIRY_GRACE_DAYS: int = GIVEN["MEDIATION_EXPIRY_GRACE_DAYS"]
# The worker process touches this file at least once a minute; `doctor` looks at its age.
WORKER_HEARTBEAT = VAR_DIR / "worker.heartbeat"
MEDIATION_FONT_DIR: Path = GIVEN["MEDIATION_FONT_DIR"] or VAR_DIR / "fonts"

# --- rooms ----------------------------------------------------------------------------------------------------
# No admin site: it goes round the procedure, the access rule and the event log.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "csp",
    "mediation",
    "organizations",
    "lawbook",
    "workflows",
    "dossiers",
    "cases",
    "supervision",
    "documents",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mediation.middleware.RequestNumberMiddleware",
    "mediation.middleware.PlainAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mediation.middleware.ChosenLanguageMiddleware",
    "mediation.middleware.LargestBodyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "organizations.auth.OwnPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "mediation.middleware.PrivateResponseMiddleware",
]

ROOT_URLCONF = "mediation.urls"
WSGI_APPLICATION = "mediation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mediation.context.page",
            ],
        },
    },
]
# Plain widgets in Python; templates/django/forms/… may replace how everything else is drawn.
FORM_RENDERER = "mediation.renderer.QuickRenderer"

# --- database -------------------------------------------------------------------------------------------------
DATABASE: dict[str, Any] = GIVEN["DATABASE_URL"] or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(VAR_DIR / "mediation.sqlite3"),
}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = {
        # Deferred transactions that read and then write fail at once under load ("database is locked").
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: with NORMAL a power cut loses transactions that were already acknowledged.
        # recursive_triggers: without it INSERT OR REPLACE slips past the append-only triggers.
        "init_command": (
            "PRAGMA busy_timeout=20000;"
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA recursive_triggers=ON;"
        ),
    }
    try:
        Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {DATABASE['NAME']}: {error.strerror}") from error
# Kept open between requests: opening costs more than most pages ask of it, five PRAGMAs or a handshake each time.
DATABASE |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASE["ENGINE"].endswith("postgresql"):
    # Our statements are short; compiling one costs more than running it.
    DATABASE.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "organizations.auth.MembersBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

# Sessions live in the database so that they can be ended from there; one working day, fixed from sign-in.
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser
CSRF_COOKIE_SAMESITE = "Lax"
# Messages may name people: keep them on the server, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- the wire --------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = MEDIATION_HTTPS
# Browsers accept a __Host- cookie only over https, for this very host and for all paths.
SESSION_COOKIE_NAME = "__Host-session" if MEDIATION_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if MEDIATION_HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = MEDIATION_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine itself, over plain http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if MEDIATION_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = MEDIATION_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a group dispute: a hundred workers on one form
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = MEGABYTE
#: What may be sent at once to pages that are open without an account: a password; a paper to compare; five proofs.
LARGEST_BODIES = (("/sign-in/", MEGABYTE), ("/verify/", 21 * MEGABYTE), ("/answer/", 105 * MEGABYTE))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["mediation.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["mediation.formats"]  # ISO dates, which date fields in browsers insist on

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Uploaded and issued files; there is no MEDIA_URL because only views that ask for permission hand them out.
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Nothing that must hold across processes lives in the cache (sign-in throttling has its own table).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- log -------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "mediation.log.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": GIVEN["MEDIATION_LOG_LEVEL"]},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Chatty: fonts and layout of every paper, and a warning for every HEAD request, which Django answers as a GET.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
