"""Production: a database server, HTTPS, secrets from the environment or from files.

Refuses to start where a secret, a server or a key file is missing or too weak.
"""

from django.core.exceptions import ImproperlyConfigured

from settings import logs
from settings.base import *
from settings.env import env

if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG must not be set in production.")
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY").strip()
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters or not random.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this installation.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
NEEDED_BY = {
    "file": ("KEY_FILE",),
    "environment": ("MASTER_KEYS",),
    "vault": ("VAULT_ADDR", "VAULT_KEY", "VAULT_TOKEN_PATH"),
}
for needed in ("DATABASE_URL", "KEYRING_URL", "AUDIT_KEY_FILE", "AUDIT_POLICY_FILE"):
    env.str(needed)
for provider in KEY_PROVIDERS:
    for needed in NEEDED_BY.get(provider, ()):
        env.str(needed)
if env.str("DATABASE_URL") == env.str("KEYRING_URL"):
    raise ImproperlyConfigured("KEYRING_URL must be another database than DATABASE_URL.")

AUDIT_SEPARATE_OWNER = True

# Rate limits and used codes are shared by every process.
CACHES = {"default": env.cache_url("CACHE_URL")}

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = logs.configuration("json", env.str("LOG_LEVEL", default="INFO"))
