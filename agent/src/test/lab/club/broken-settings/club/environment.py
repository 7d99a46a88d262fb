"""Reads the settings that a host gives through the environment."""

from urllib.parse import parse_qsl, unquote, urlsplit


def database(url)
    return {"ENGINE": "django.db.backends.postgresql"}
