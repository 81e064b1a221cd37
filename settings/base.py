"""Every setting; demo, test and production change only what must differ."""

from datetime import time
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from settings import logs
from settings.env import BASE_DIR, Hidden, env

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "csp",
    "audit",
    "caseflow.sealing",
    "caseflow",
    "referrals",
    "support",
]

MIDDLEWARE = [
    "audit.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "caseflow.middleware.SecondFactorMiddleware",
    "caseflow.middleware.NewLawMiddleware",
    "caseflow.http.RefusalMiddleware",
]

ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
ASGI_APPLICATION = "settings.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "caseflow.context_processors.shell",
            ],
        },
    }
]


def embedded(file: Path, journal: str = "WAL") -> dict[str, Any]:
    """Connection settings of a SQLite file: durable, one writer at a time, deleted means gone."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; "
                "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000"
            ),
        },
    }


def server(url: str) -> dict[str, Any]:
    """Connection settings of a database server."""
    return {
        **env.db_url_config(url),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASE_URL = env.str("DATABASE_URL", default="")
KEYRING_URL = env.str("KEYRING_URL", default="")
DATABASES = {
    "default": server(DATABASE_URL) if DATABASE_URL else embedded(DATA_DIR / "tiepbuoc.sqlite3"),
    # No write-ahead log here: a destroyed key must not survive in a side file.
    "keyring": (
        server(KEYRING_URL) if KEYRING_URL else embedded(DATA_DIR / "keyring.sqlite3", "DELETE")
    ),
}
DATABASE_ROUTERS = ["caseflow.sealing.router.KeyringRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KEY_PROVIDERS = env.list("KEY_PROVIDERS", default=["file"])
"""Where master keys are: the first seals, all open. `file`, `environment`, `vault`."""
KEY_FILE = Path(env.str("KEY_FILE", default=str(DATA_DIR / "keys" / "master.json")))
MASTER_KEYS = Hidden(env.str("MASTER_KEYS", default=""))
VAULT_ADDR = env.str("VAULT_ADDR", default="")
VAULT_KEY = env.str("VAULT_KEY", default="")
"""Mount and name of the transit key, such as transit/tiepbuoc."""
VAULT_TOKEN_PATH = env.str("VAULT_TOKEN_PATH", default="")
VAULT_NAMESPACE = env.str("VAULT_NAMESPACE", default="")
VAULT_CACERT = env.str("VAULT_CACERT", default="")
KEY_BACKUP_DAYS = env.int("KEY_BACKUP_DAYS", default=14)
"""How long a backup of the keys is kept; an erasure is final when the last one is gone."""
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")
"""Public half of the escrow key (age1…); `manage.py escrow create` makes it."""
ERASURE_LEDGER = Path(env.str("ERASURE_LEDGER", default=str(DATA_DIR / "erased.txt")))
"""Names erased cases to whoever restores a backup; itself in no backup."""
SEARCH_SOCKET = Path(env.str("SEARCH_SOCKET", default=str(DATA_DIR / "search.sock")))
"""Where `manage.py run_search` answers; its folder belongs to the service alone."""
KEY_CACHE_SECONDS, KEY_CACHE_MOST = 300, 4096
"""How long, and how many, opened data keys stay in the memory of one process."""
HANDOFF_CODE_DAYS = env.int("HANDOFF_CODE_DAYS", default=14)
OUTSIDE_LINK_DAYS = env.int("OUTSIDE_LINK_DAYS", default=7)
"""How long the code on the minutes, and a link for outsiders, can be used; no legal limit is recorded."""
FILES_DIR = Path(env.str("FILES_DIR", default=str(DATA_DIR / "files")))
FILE_MOST_BYTES = env.int("FILE_MOST_BYTES", default=200 * 1024**2)
FILE_UPLOAD_HANDLERS = ["caseflow.uploads.NoFiles"]
"""Every page but one reads past a file; that one seals it as it comes in."""
CLAMD = env.str("CLAMD", default="")
CLAMD_REQUIRED = env.bool("CLAMD_REQUIRED", default=True)
"""A ClamAV daemon (host:port, or the path of its socket), and whether files are refused without it."""
KEYS = DATA_DIR / "keys"
AUDIT_KEY_FILE = Path(env.str("AUDIT_KEY_FILE", default=str(KEYS / "audit.json")))
AUDIT_SIGNING_KEY_FILE = Path(env.str("AUDIT_SIGNING_KEY_FILE", default=str(KEYS / "signing.json")))
AUDIT_STATE_FILE = Path(env.str("AUDIT_STATE_FILE", default=str(DATA_DIR / "log" / "signed.json")))
AUDIT_POLICY_FILE = Path(env.str("AUDIT_POLICY_FILE", default=str(KEYS / "policy.txt")))
AUDIT_SEPARATE_OWNER = False
"""Whether the database role of the application must be another than the owner of the log."""
AUDIT_WITNESS_HOURS = env.int("AUDIT_WITNESS_HOURS", default=24)
"""A witness that cosigned nothing for so long, while there was news, is an alarm."""
AUDIT_TSA_URL = env.str("AUDIT_TSA_URL", default="")
AUDIT_TSA_CERTS = env.str("AUDIT_TSA_CERTS", default="")
AUDIT_TSA_HOURS = env.int("AUDIT_TSA_HOURS", default=24)
"""Time-stamping authority (RFC 3161), file of roots that are believed, hours between time-stamps."""

AUTH_USER_MODEL = "caseflow.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",  # sign-in, and rights of role groups
    "caseflow.backends.ReachBackend",  # rights on single cases
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our backend answers instead of guardian's
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
CSRF_FAILURE_VIEW = "caseflow.resend.form_expired"
ACCOUNT_ADAPTER = "caseflow.accounts.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "caseflow.sign_in_forms.LoginForm",
    "reauthenticate": "caseflow.sign_in_forms.PasswordAgainForm",
    "change_password": "caseflow.sign_in_forms.ChangePasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "30/m/ip,5/5m/key"}
"""An agency shares one address, so the limit per address is wider than the one per account."""
MFA_ADAPTER = "caseflow.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "caseflow.sign_in_forms.CodeForm",
    "reauthenticate": "caseflow.sign_in_forms.CodeAgainForm",
    "activate_totp": "caseflow.sign_in_forms.ActivateForm",
}
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
"""Clocks of telephones differ: the code before and the code after are accepted, each once."""
MFA_PASSKEY_LOGIN_ENABLED = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

SESSION_ENGINE = "caseflow.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
"""Two megabytes of Vietnamese text fit, although a form sends each byte as three."""
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), (NONE,)),
        **dict.fromkeys(("script-src", "style-src", "img-src", "font-src"), (SELF,)),
        **dict.fromkeys(("connect-src", "manifest-src", "form-action"), (SELF,)),
    }
}

MESSAGE_TAGS = {40: "error"}
DEMO = False
HOUSE_RULES_FILE = env.str("HOUSE_RULES_FILE", default="")
LAW_LOOK_SECONDS = env.int("LAW_LOOK_SECONDS", default=60)
"""A version of the law that another process loaded is in use here after so long at most."""
REPORT_CUTOFF_DAY = 14
"""Last day a report counts; reports are due before the 15th."""

CELERY_BROKER_URL = env.str("BROKER_URL", default="")
"""Without a broker nothing is sent; `manage.py run_clock` does the same work."""
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 180
CELERY_TIMEZONE = TIME_ZONE
DELIVERIES = 5
QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": DELIVERIES}
"""RabbitMQ keeps each message on a majority of nodes and drops one that killed five workers."""
if CELERY_BROKER_URL.startswith("amqp"):
    CELERY_TASK_QUEUES = [Queue(name, queue_arguments=QUORUM) for name in ("clock", "notify")]
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"confirm_publish": True}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # longer than any time limit
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
QUEUES = {
    "clock": ("caseflow.sweep", "caseflow.succeed", "caseflow.tidy"),
    "notify": ("caseflow.relay", "caseflow.post"),
    "log": ("audit.sequence", "audit.stamp"),
}
CELERY_TASK_ROUTES = {task: {"queue": queue} for queue, tasks in QUEUES.items() for task in tasks}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "caseflow.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "relay": {"task": "caseflow.relay", "schedule": 10.0, "options": {"expires": 9}},
    "post": {"task": "caseflow.post", "schedule": 60.0, "options": {"expires": 55}},
    "succeed": {"task": "caseflow.succeed", "schedule": 60.0, "options": {"expires": 55}},
    "tidy": {"task": "caseflow.tidy", "schedule": 3600.0, "options": {"expires": 600}},
    "sequence": {"task": "audit.sequence", "schedule": 5.0, "options": {"expires": 4}},
    "stamp": {"task": "audit.stamp", "schedule": 600.0, "options": {"expires": 500}},
}

EMAIL_URL = env.str("EMAIL_URL", default="")
NOTICES_BY_EMAIL = bool(EMAIL_URL)  # without a mail server notices stand on the page only
vars().update(env.email_url_config(EMAIL_URL or "dummymail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="tiep-buoc@localhost")
SMS_CHANNEL = env.str("SMS_CHANNEL", default="")
"""Dotted path of the class that hands text messages to a provider; see `caseflow.channels.Sender`."""
DIGEST_AT = time(7, 30)
"""Local hour of daily messages."""

METRICS_TOKEN = env.str("METRICS_TOKEN", default="").strip()
"""What Prometheus sends as bearer token; without one there are no metrics."""

DEFAULT_EXCEPTION_REPORTER = "settings.errors.PlacesReporter"
LOGGING = logs.configuration("plain", env.str("LOG_LEVEL", default="WARNING"))
