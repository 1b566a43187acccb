"""The service of a letter: the rules of service that every paper follows, one way to record it, and what is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from documents.models import Delivery
from dossiers.actions import Refused, take_step
from supervision.models import Matter, load_matter
from tests.cases.pages import filled
from tests.cast import NOW, TODAY, Cast
from tests.supervision import walk
from workflows.supervision import State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

#: what is said of the service → pieces of every reason against it
BROKEN: list[tuple[dict[str, Any], list[str]]] = [
    ({"method": "post", "outcome": "received", "received_by": "收发室"}, ["单号"]),
    ({"method": "electronic", "outcome": "received"}, ["同意"]),
    ({"method": "direct", "outcome": "received"}, ["签收人"]),
    ({"method": "direct", "outcome": "refused"}, ["拒收事由", "拒收情形"]),
    ({"method": "direct", "outcome": "left"}, ["拒收事由", "见证人"]),
    ({"method": "post", "outcome": "left", "refusal_reason": "不认可", "note": "录像"}, ["单号", "留置"]),
    ({"method": "left", "outcome": "received", "received_by": "前台"}, ["留置"]),
]


def to_serve(cast: Cast, **more: Any) -> Matter:
    """A hint letter with its number and its seal, dated 10 March."""
    return walk.sealed(cast, walk.matter_in(State.NUMBERED, cast, **more))


def refusals(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as no:
        act()
    return no.value.sentences


@pytest.mark.parametrize(("said", "reasons"), BROKEN)
def test_a_letter_follows_the_rules_of_service_and_each_broken_one_is_said(
    said: dict[str, Any], reasons: list[str], cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    matter = to_serve(cast)

    sentences = refusals(lambda: take_step(matter, "record_letter_service", by=cast.legal_supervisor, at=NOW, **said))
    url = f"/supervision/{matter.code}/do/record_letter_service/"
    browser = as_user(cast.legal_supervisor)
    page = browser.post(url, filled(browser.get(url)) | said)

    assert len(sentences) == len(reasons)
    assert all(piece in sentence for piece, sentence in zip(reasons, sentences, strict=True)), sentences
    assert page.status_code == 422
    shown = [error for errors in page.context["form"].errors.values() for error in errors]
    assert sorted(shown) == sorted(sentences)
    assert load_matter(matter.pk).letter.outcome == ""  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ({"method": "post", "outcome": "received", "received_by": "收发室", "tracking_no": "1000"}, "post"),
        ({"method": "electronic", "outcome": "received", "consent": "2026年3月1日送达地址确认书"}, "electronic"),
        ({"method": "direct", "outcome": "left", "refusal_reason": "不认可", "witness": "社区赵某"}, "left"),
    ],
)
def test_what_is_said_of_a_service_is_kept_with_the_paper(said: dict[str, Any], way: str, cast: Cast) -> None:
    """Recorded on 13 March: the letter reached its addressee two days before, at half past nine."""
    matter, day = to_serve(cast), TODAY + dt.timedelta(days=1)
    more = said | {"time": dt.time(9, 30), "acted_on": day}

    matter = walk.go(
        matter, "record_letter_service", cast.legal_supervisor, at=NOW + dt.timedelta(days=3), **more
    )  # fmt: skip

    row = Delivery.objects.get()
    assert timezone.localtime(row.received_at).replace(tzinfo=None) == dt.datetime.combine(day, dt.time(9, 30))
    assert (row.way, row.sent_on, row.to_key, row.outcome) == (way, day, "employer", said["outcome"])
    assert (row.tracking_no, row.witness) == (said.get("tracking_no", ""), said.get("witness", ""))
    letter = matter.letter
    assert letter is not None
    assert (letter.method, letter.served_on) == (way, day)
    kept = [said[name] for name in ("tracking_no", "consent", "witness", "refusal_reason") if name in said]
    assert all(words in letter.service_note for words in kept)


def test_a_day_without_its_minute_is_that_day_and_not_the_moment_of_recording(cast: Cast) -> None:
    served = {"method": "direct", "outcome": "received", "received_by": "前台"}
    later = NOW + dt.timedelta(days=3)

    walk.go(to_serve(cast), "record_letter_service", cast.legal_supervisor, at=later, acted_on=TODAY, **served)

    assert timezone.localdate(Delivery.objects.get().received_at) == TODAY


def test_a_letter_is_served_by_its_own_step_alone_and_copies_go_like_any_paper(
    cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    """The bureau that passed the lead on gets a copy; the employer gets the letter once."""
    me, bureau = cast.legal_supervisor, walk.bureau(cast)
    matter = to_serve(cast, source="labour", sender=bureau)
    employer, sender = matter.recipients()
    paper = walk.seal_of(matter)["paper"]

    def sends(to: Any) -> Matter:
        return walk.go(load_matter(matter.pk), "send_paper", me, paper=paper, to=[to], way="direct")

    refused = refusals(lambda: sends(employer))
    browser = as_user(me)
    url = f"/supervision/{matter.code}/do/send_paper/?paper={paper.pk}"
    page = browser.post(url, filled(browser.get(url)) | {"to": ["employer"], "way": "direct"})
    sends(sender)
    copy: dict[str, Any] = {"outcome": "received", "received_by": "收发室"}
    walk.go(load_matter(matter.pk), "record_service", me, delivery=Delivery.objects.get(), **copy)
    matter = walk.served(cast, load_matter(matter.pk))
    again = refusals(lambda: sends(employer))

    assert refused == again
    assert "登记送达" in refused[0]
    assert list(page.context["form"].errors["to"]) == refused
    assert matter.state == State.AWAITING_REPLY
    assert sorted(Delivery.objects.values_list("to_key", flat=True)) == [f"body-{bureau.pk}", "employer"]
