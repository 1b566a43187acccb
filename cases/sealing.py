"""Sealed columns: personal data of class G is encrypted on its way to the database, with a keyed mark for look-ups."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_PREFIX = "s1:"  # names the scheme, so that a later one can live beside it


class Unreadable(ValueError):
    """A sealed value was written under another key or has been tampered with."""


@lru_cache(maxsize=4)
def _key(secret: str, purpose: str) -> bytes:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def seal(text: str) -> str:
    """AES-256-GCM under a key derived from MEDIATION_SEAL_KEY; the same text gives a different value each time."""
    if not text:
        return ""
    nonce = os.urandom(12)
    body = AESGCM(_key(settings.MEDIATION_SEAL_KEY, "seal")).encrypt(nonce, text.encode(), None)
    return _PREFIX + base64.urlsafe_b64encode(nonce + body).decode()


def unseal(value: str) -> str:
    """The text behind a sealed value. Raises Unreadable when key or value is wrong."""
    if not value or not value.startswith(_PREFIX):
        return value
    try:
        raw = base64.urlsafe_b64decode(value.removeprefix(_PREFIX))
        return AESGCM(_key(settings.MEDIATION_SEAL_KEY, "seal")).decrypt(raw[:12], raw[12:], None).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Unreadable("sealed with another key, or changed") from wrong


def mark(text: str) -> str:
    """A keyed digest by which equal numbers are found without being readable."""
    return (
        hmac.new(_key(settings.MEDIATION_SEAL_KEY, "mark"), text.encode(), hashlib.sha256).hexdigest() if text else ""
    )


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # takes no argument at run time
    """A text that stands encrypted in the database and plain in Python. It cannot be searched; use a mark."""

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        # Always sealed, whatever it begins with: a typed "s1:…" let through as it is could never be read again.
        text = super().get_prep_value(value)
        return text if text is None else seal(text)
