"""What may be lodged: kinds of file recognised by their first bytes, not by what the sender calls them."""

from __future__ import annotations

from typing import Final

#: (first bytes, offset, content type, shown in the browser)
_SIGNS: Final = (
    (b"%PDF-", 0, "application/pdf", True),
    (b"\xff\xd8\xff", 0, "image/jpeg", True),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", True),
    (b"WEBP", 8, "image/webp", True),
    (b"ID3", 0, "audio/mpeg", False),
    (b"\xff\xfb", 0, "audio/mpeg", False),
    (b"ftyp", 4, "video/mp4", False),
    (b"#!AMR", 0, "audio/amr", False),
    (b"OggS", 0, "audio/ogg", False),
)

LARGEST: Final = 20 * 1024 * 1024
"""Bytes. A phone's photo or a few minutes of sound; larger recordings stay on their medium and are described."""


def recognise(head: bytes) -> str | None:
    """The content type of a file from its first bytes; None when it is none that may be lodged."""
    return next((kind for sign, at, kind, _shown in _SIGNS if head[at : at + len(sign)] == sign), None)


def shown_inline(content_type: str) -> bool:
    """Whether a browser may show it in place; everything else is offered for saving."""
    return any(kind == content_type and shown for _sign, _at, kind, shown in _SIGNS)
