"""The settings of a real deployment, as the environment has them, without collected files and with a quick hasher."""

from k6admin import settings as real

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})

STORAGES = {**real.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
