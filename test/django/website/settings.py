"""A Django site that shares its sessions with the Worker. The test sets it up by environment."""

import os

SECRET_KEY = os.environ["INTEROP_SECRET_KEY"]
USE_TZ = os.environ["INTEROP_USE_TZ"] == "true"

# With USE_TZ the zone of the site must not matter; without, the shared table demands UTC.
TIME_ZONE = "Asia/Kolkata" if USE_TZ else "UTC"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["INTEROP_DATABASE"],
        "OPTIONS": {"timeout": 20},
    }
}

INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ROOT_URLCONF = "website.urls"
