"""The usual cast with an administrator at the province, one at the prefecture, and a clock that is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lawbook.actions import Proposal
from organizations.actions import admit
from organizations.models import Organization, User
from organizations.roles import Role
from tests.cast import NOW, PASSWORD, Cast, make_cast


@pytest.fixture
def cast(db: None, at: Callable[[str], Any]) -> Cast:
    at(NOW.isoformat())
    cast = make_cast()
    for part, name, body in (
        ("province_administrator", "省参数员", "甘肃省总工会"),
        ("city_administrator", "市参数员", "兰州市总工会"),
        ("court_administrator", "院管理员", "兰州市城关区人民法院"),
    ):
        user = User.objects.create_user(part, password=PASSWORD, full_name=name, must_change_password=False)
        admit(user, Organization.objects.get(name=body), Role.BODY_ADMINISTRATOR, since=dt.date(2020, 1, 1))
        cast.people[part] = user
    return cast


@pytest.fixture
def as_user(client: Client) -> Callable[[Any], Client]:
    def sign_in(user: Any) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def minimum() -> Callable[..., Proposal]:
    """A minimum wage of Lanzhou; every figure of these tests is invented."""

    def propose(value: Any = "1820", since: str = "2026-01-01", until: str | None = None, **more: Any) -> Proposal:
        given: dict[str, Any] = {
            "key": "minimum_monthly_wage",
            "region": "620100",
            "valid_from": dt.date.fromisoformat(since),
            "valid_until": dt.date.fromisoformat(until) if until else None,
            "value": value,
            "source": "示例通知",
            "document_number": "示例〔2025〕1号",
            "certainty": "statute",
        }
        return Proposal(**(given | more))

    return propose
