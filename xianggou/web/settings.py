"""Django settings: everything that differs between installations comes from the environment.

DATABASE_URL serves (login xg_app), DATABASE_OWNER_URL migrates (login xg_owner); XIANGGOU_LOGIN=owner
makes this process use the owner's login (migrations only).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("XIANGGOU_DATA", ROOT / "data"))


def database(url: str) -> dict[str, Any]:
    """A Django database entry from a PostgreSQL URL (sockets and parameters included)."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "xianggou"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2, "application_name": "xianggou"},
    }


APP_URL = os.environ.get("DATABASE_URL", "postgresql:///xianggou")
OWNER_URL = os.environ.get("DATABASE_OWNER_URL", APP_URL)
DATABASES = {"default": database(OWNER_URL if os.environ.get("XIANGGOU_LOGIN") == "owner" else APP_URL)}

DEBUG = False
SECRET_KEY = os.environ.get("XIANGGOU_SECRET_KEY") or secrets.token_urlsafe(48)
ALLOWED_HOSTS = os.environ.get("XIANGGOU_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("XIANGGOU_ORIGINS", "").split(",") if o]
SECURE = os.environ.get("XIANGGOU_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
XIANGGOU_FILES = DATA / "files"

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "xianggou.base.trail",
    "xianggou.base.access",
    "xianggou.base.files",
    "xianggou.base.pages",
    "xianggou.base.documents",
    "xianggou.base.places",
    "xianggou.base.people",
    "xianggou.base.ledger",
    "xianggou.base.reviews",
    "xianggou.stages.duties",
    "xianggou.stages.funds",
    "xianggou.stages.catalogue",
    "xianggou.stages.standards",
    "xianggou.stages.suppliers",
    "xianggou.stages.needs",
    "xianggou.stages.resources",
    "xianggou.stages.matching",
    "xianggou.stages.plans",
    "xianggou.stages.unified",
    "xianggou.stages.joint_review",
    "xianggou.stages.budget",
    "xianggou.stages.intentions",
    "xianggou.stages.procurement",
    "xianggou.stages.contracts",
    "xianggou.stages.delivery",
    "xianggou.stages.payments",
    "xianggou.web",
    "xianggou.web.imports",
]

MIDDLEWARE = [
    "xianggou.base.pages.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xianggou.base.people.middleware.Who",
    "xianggou.base.access.middleware.DenyByDefault",
    "xianggou.base.pages.middleware.Refusals",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

CSRF_FAILURE_VIEW = "xianggou.base.pages.errors.csrf_failure"
ROOT_URLCONF = "xianggou.web.urls"
WSGI_APPLICATION = "xianggou.web.wsgi.application"
APPEND_SLASH = True

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xianggou.web.shell.context",
            ],
        },
    }
]

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("English"))]
LOCALE_PATHS = [p for p in (ROOT / "locale", PACKAGE / "locale") if p.is_dir()]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
