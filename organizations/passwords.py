"""Passwords that are handed over once and must be changed at the first sign-in."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 1 i l o: copied from paper and read out over the phone


def one_time_password(groups: int = 3) -> str:
    """Groups of four characters: three of them are about 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _i in range(4)) for _j in range(groups))
