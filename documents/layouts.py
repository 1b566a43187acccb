"""How a body writes its letters: as a letter (信函格式) or under a red head (文件格式), kind by kind.

What is set here is copied into a paper's contents when it is issued: a later change reaches no paper that has a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from documents.contents import Contents
from documents.kinds import OFFICIAL, PAPERS
from documents.models import Layout, PaperLayout
from organizations.models import Organization, User
from organizations.roles import Role

#: The kinds that may be written in either layout.
LETTERS = tuple(row for row in PAPERS.values() if row.format in OFFICIAL)
_MAY = frozenset({Role.BODY_ADMINISTRATOR, Role.BODY_HEAD})


def layouts_of(body: Organization) -> dict[str, tuple[str, str]]:
    """(layout, printing office) of each kind of letter that a body has set."""
    rows = PaperLayout.objects.filter(body=body).values_list("kind", "layout", "printed_by")
    return {kind: (layout, printed_by) for kind, layout, printed_by in rows}


def set_out(contents: Contents, own: Mapping[str, tuple[str, str]]) -> Contents:
    """The record of a paper with its layout, of those its body has set, and where it can be verified, as of now."""
    row = PAPERS[contents.kind]
    at = f"{settings.MEDIATION_URL}{reverse('verify')}" if settings.MEDIATION_URL else ""
    if row.format not in OFFICIAL:
        return replace(contents, verify_at=at)
    layout, printed_by = own.get(row.kind, (row.format.value, ""))
    return replace(contents, verify_at=at, layout=layout, printed_by=printed_by)


class LayoutsForm(forms.Form):
    """One choice for each kind of letter, and who prints and sends out what has a red head."""

    printed_by = forms.CharField(
        label=gettext_lazy("Printed and sent out by"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Stands at the foot of red-head papers, usually the general office. Empty: the body."),
    )

    def __init__(self, *args: Any, body: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body = body
        own = {row.kind: row for row in PaperLayout.objects.filter(body=body)}
        self.fields["printed_by"].initial = next((row.printed_by for row in own.values()), "")
        for row in LETTERS:
            self.fields[row.kind.value] = forms.ChoiceField(
                label=row.kind.label,
                choices=Layout.choices,
                initial=own[row.kind].layout if row.kind in own else row.format.value,
                widget=forms.RadioSelect,
            )

    def save(self) -> None:
        """Keep the choices; what equals the kind's own layout is kept as well: it was said."""
        with transaction.atomic():
            for row in LETTERS:
                PaperLayout.objects.update_or_create(
                    body=self.body,
                    kind=row.kind,
                    defaults={
                        "layout": self.cleaned_data[row.kind.value],
                        "printed_by": self.cleaned_data["printed_by"],
                    },
                )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_layouts(request: HttpRequest, pk: int) -> HttpResponse:
    """A body's administrator or head sets how its letters look; for everybody else there is no such page."""
    held = cast("User", request.user).memberships_on(timezone.localdate())
    body = next((m.body for m in held if m.body_id == pk and m.role in _MAY), None)
    if body is None:
        raise Http404
    form = LayoutsForm(request.POST or None, body=body)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(body)s: the layouts are kept, for papers issued from now on.") % {"body": body})
        return redirect("paper_layouts", pk)
    people = reverse("people") if any(m.role == Role.BODY_ADMINISTRATOR for m in held) else ""
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/layouts.html", {"form": form, "body": body, "people": people}, status=status)
