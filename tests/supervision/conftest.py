"""Matters of supervision and their pages, walked by the usual cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import NOW, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The usual cast, with no file in the room yet."""
    return make_cast()


@pytest.fixture
def today(at: Callable[[str], Any]) -> None:
    """The cast's own day, so that its files are fresh."""
    at(NOW.isoformat())


@pytest.fixture
def as_user(client: Client) -> Callable[[Any], Client]:
    """`as_user(cast.legal_supervisor)` signs in and gives the browser."""

    def sign_in(user: Any) -> Client:
        client.force_login(user)
        return client

    return sign_in
