"""Demonstration and development: embedded files, no server software, plain HTTP on this machine."""

from settings.base import *
from settings.env import env

SECRET_KEY = env.str("SECRET_KEY", default="demonstration-only-never-in-production-" + "x" * 20)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = False
DEMO = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
STATIC_ROOT.mkdir(exist_ok=True)
