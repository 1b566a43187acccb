"""Every piece of the façade in every condition, on one page: for whoever writes a page, and for eye and axe to check.

Served at /gallery/ with MEDIATION_DEBUG=1 only. Everybody and everything on it is invented.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mediation.templatetags.ui import Place

LONG_NAME = "甘肃省示例市样例区虚构镇人力资源和社会保障服务中心劳动人事争议调解委员会驻开发区第二工作站"
LONG_PERSON = "阿布都热合曼·买买提艾力·示例"


class WorkerForm(forms.Form):
    """A row of the example formset."""

    name = forms.CharField(label=_("Name of the person"), max_length=40)
    amount = forms.DecimalField(
        label=_("Amount claimed"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": pgettext_lazy("unit", "yuan")}),
    )


class ExampleForm(forms.Form):
    """One field of every sort."""

    applicant = forms.CharField(label=_("Name of the person"), max_length=60, help_text=_("As on the identity card."))
    received_on = forms.DateField(label=_("Received on"))
    session_at = forms.DateTimeField(label=_("Session at"), required=False)
    amount = forms.DecimalField(
        label=_("Amount claimed"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-unit": pgettext_lazy("unit", "yuan")}),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("", "—"), ("party", _("Application by a party")), ("court", _("Commissioned by a court"))],
    )
    presence = forms.ChoiceField(
        label=_("Form of the session"),
        widget=forms.RadioSelect,
        choices=[("joint", _("Joint")), ("private", _("Private (back to back)")), ("phone", _("By telephone"))],
        help_text=_("What is said in private stays with the mediator."),
    )
    marks = forms.MultipleChoiceField(
        label=_("Special care"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("minor", _("Minor")), ("group", _("Group of ten or more")), ("injury", _("Injured at work"))],
    )
    statement = forms.CharField(label=_("Statement"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("PDF, JPEG or PNG up to 20 MB."))
    consent = forms.BooleanField(label=_("The applicant has read the notice of rights."))


Workers = forms.formset_factory(WorkerForm, extra=1, can_delete=True)


#: An entry with something wrong in nearly every field.
REFUSED = {
    "applicant": "",
    "received_on": "2026-13-45",
    "amount": "-5",
    "workers-TOTAL_FORMS": "2",
    "workers-INITIAL_FORMS": "0",
    "workers-0-name": "王示例",
    "workers-0-amount": "abc",
    "workers-1-name": "",
    "workers-1-amount": "100",
}


def examples() -> dict[str, Any]:
    """What the pieces are shown with."""
    day = dt.date(2026, 11, 2)
    at = dt.datetime(2026, 11, 5, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    zh = get_language() != "en"
    nav = [
        Place(str(_("My desk")), "#", "desk", current=True, count=7),
        Place(str(_("Files")), "#", "files", count=128),
        Place(str(_("Register a case")), "#", "file-plus"),
        Place(str(_("Papers")), "#", "printer"),
        Place(str(_("Figures")), "#", "chart"),
        Place(str(_("Bodies and people")), "#", "users"),
    ]
    tones = ["running", "good", "warn", "bad", "closed", "neutral"]
    words = [_("In mediation"), _("Settled"), _("Due soon"), _("Overdue"), _("Archived"), _("Waiting")]
    rows = [
        {
            "number": f"甘示劳调〔2026〕{n}号",
            "applicant": LONG_PERSON if n % 7 == 3 else ("王示例", "李样本", "欧阳虚构", "赵某甲")[n % 4],
            "employer": LONG_NAME if n % 5 == 2 else ("兰州示例建筑有限公司", "天水样本餐饮店", "虚构科技")[n % 3],
            "cause": ("追索劳动报酬", "经济补偿", "确认劳动关系")[n % 3],
            "amount": 1234.5 * n,
            "due": day + dt.timedelta(days=n % 40),
            "tone": tones[n % 6],
            "state": words[n % 6],
        }
        for n in range(1, 9)
    ]
    state = ["done", "done", "done", "current", "future", "future", "future"]
    names = [
        _("Received"),
        _("Screened"),
        _("Accepted"),
        _("In mediation"),
        _("Agreement"),
        _("Performance"),
        _("Archived"),
    ]
    steps = [
        {"label": name, "state": s, "date": day + dt.timedelta(days=i * 2) if s != "future" else None}
        for i, (name, s) in enumerate(zip(names, state, strict=True))
    ]
    clocks = [
        {
            "label": _("Period of mediation"),
            "tone": "running",
            "due_on": dt.date(2026, 11, 27),
            "days_left": 12,
            "percent": 40,
            "started_on": day,
            "start_fact": _("receipt of the application"),
            "days": 15,
            "unit": _("natural days"),
            "article": "《中华人民共和国劳动争议调解仲裁法》第十四条",
            "wording": "自劳动争议调解组织收到调解申请之日起十五日内未达成调解协议的,当事人可以依法申请仲裁。",
            "certainty": _("statute"),
            "consequence": _("The parties may apply for arbitration."),
        },
        {
            "label": _("Decision on acceptance"),
            "tone": "warn",
            "due_on": dt.date(2026, 11, 18),
            "days_left": 1,
            "working": True,
            "percent": 78,
        },
        {
            "label": _("Period of mediation"),
            "tone": "bad",
            "due_on": dt.date(2026, 11, 12),
            "days_left": -3,
            "percent": 100,
        },
        {
            "label": _("Period of mediation"),
            "tone": "closed",
            "due_on": dt.date(2026, 11, 20),
            "word": _("paused"),
            "symbol": "pause",
            "percent": 55,
        },
        {
            "label": _("Decision on acceptance"),
            "tone": "neutral",
            "due_on": None,
            "note": _("The calendar of 2027 is not maintained."),
        },
    ]
    events = [
        {
            "at": at,
            "title": _("Joint session"),
            "by": "王调解(虚构)",
            "text": LONG_NAME if zh else "Both sides present.",
            "tone": "running",
        },
        {
            "at": at - dt.timedelta(days=1),
            "title": _("Case accepted"),
            "by": "李登记(虚构)",
            "tone": "good",
            "url": "#",
        },
        {
            "at": day,
            "title": _("Application received"),
            "by": "李登记(虚构)",
            "badge": _("recorded later"),
            "tone": "warn",
        },
    ]
    offers = [
        {"label": _("Record a session"), "weight": "main"},
        {"label": _("Propose a draft agreement"), "weight": "plain", "article": "《调解仲裁法》第十四条"},
        {"label": _("End the mediation"), "weight": "grave", "text": _("The file goes to the head for approval.")},
        {
            "label": _("Issue the mediation agreement"),
            "refusals": [
                _("Both parties must have agreed to the terms."),
                _("The agent of the employer lacks special authority."),
            ],
        },
    ]
    stats = [
        {
            "label": _("Success rate"),
            "value": "81.3%",
            "url": "#",
            "numerator": 13,
            "numerator_url": "#",
            "denominator": 16,
            "denominator_url": "#",
            "definition": _("Cases ended by agreement ÷ all cases ended in the period."),
        },
        {
            "label": _("Overdue"),
            "value": "3",
            "unit": _("files"),
            "url": "#",
            "tone": "bad",
            "definition": _("Open files whose period has passed."),
        },
        {"label": _("Amount agreed"), "value": "1,284,500.00", "unit": pgettext_lazy("unit", "yuan"), "tone": "good"},
        {
            "label": _("Success rate"),
            "value": None,
            "numerator": 0,
            "denominator": 0,
            "definition": _("Nothing ended in the period."),
        },
    ]
    bars = [
        {"label": "兰州市", "percent": 86.2, "text": "86.2%", "of": "25 / 29", "of_url": "#", "url": "#"},
        {"label": "天水市", "percent": 71, "text": "71.0%", "of": "22 / 31", "of_url": "#"},
        {"label": "临夏回族自治州", "percent": 50, "text": "50.0%", "of": "4 / 8", "of_url": "#"},
        {"label": LONG_NAME, "percent": None, "text": "", "of": "0 / 0"},
    ]
    papers = [
        {
            "title": _("Notice of acceptance"),
            "url": "#",
            "number": "甘示劳调受〔2026〕12号",
            "at": day,
            "by": "李登记(虚构)",
            "size": 48213,
            "status": _("Delivered"),
            "tone": "good",
            "actions": [{"label": _("Print"), "url": "#"}],
        },
        {"title": _("Mediation agreement"), "status": _("Draft"), "tone": "neutral", "at": day},
        {
            "title": f"{LONG_NAME}工资表.pdf",
            "url": "#",
            "symbol": "clip",
            "at": day,
            "size": 2400213,
            "status": _("Not yet checked"),
            "tone": "warn",
        },
    ]
    facts = [
        {"label": _("Applicant"), "value": LONG_PERSON},
        {"label": _("Channel"), "value": _("Application by a party")},
        {"label": _("Employer"), "value": LONG_NAME},
        {"label": _("Telephone"), "value": ""},
        {
            "label": _("Statement"),
            "value": "2026年3月至9月在示例工地从事钢筋工作,欠发工资三个月。" if zh else "Three months of wages unpaid.",
            "wide": True,
        },
    ]
    return {
        "nav": nav,
        "rows": rows,
        "steps": steps,
        "clocks": clocks,
        "events": events,
        "offers": offers,
        "stats": stats,
        "bars": bars,
        "papers": papers,
        "facts": facts,
        "long_name": LONG_NAME,
        "all_tones": list(zip(tones, words, strict=True)),
        "tabs": [
            {"label": _("Overview"), "url": "#", "current": True},
            {"label": _("Parties and claims"), "url": "#", "count": 14},
            {"label": _("Sessions"), "url": "#", "count": 3},
            {"label": _("Papers"), "url": "#", "count": 0},
        ],
        "chips": [
            {"label": _("Channel"), "value": _("Commissioned by a court"), "url": "#"},
            {"label": _("Status"), "value": _("Overdue"), "url": "#"},
        ],
        "refusals": offers[3]["refusals"],
        "seat": {"name": "李登记(虚构)", "body": LONG_NAME, "role": _("Registrar")},
        "installation": {"demo": True},
        "user": SimpleNamespace(is_authenticated=True, pk=0),
    }


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """`?view=table` 200 rows, `form`, `errors` (a refused form), `confirm`, `fault-404` and so on; else the pieces."""
    view = request.GET.get("view", "")
    context = examples()
    if view == "table":
        context["rows"] *= 25
        return render(request, "ui/gallery_table.html", context)
    if view in {"form", "errors"} or request.method == "POST":
        data = request.POST.copy()
        if view == "errors" and not data:
            data.update(REFUSED)
        extra = data.get("add_row") == "workers"
        if extra:
            data["workers-TOTAL_FORMS"] = str(int(str(data["workers-TOTAL_FORMS"])) + 1)
        form, workers = ExampleForm(data or None), Workers(data or None, prefix="workers")
        context |= {"form": form, "workers": workers}
        wrong = bool(data) and not extra and not (form.is_valid() and workers.is_valid())
        return render(request, "ui/gallery_form.html", context, status=422 if wrong else 200)
    if view == "confirm":
        context |= {
            "heading": _("End the mediation"),
            "sentence": _("The mediation ends without agreement."),
            "grave": True,
            "consequences": [_("The period stops."), _("The parties may apply for arbitration.")],
            "submit_label": _("End the mediation"),
            "cancel_url": "#",
            "refusals": [],
        }
        return render(request, "ui/confirm.html", context)
    if view.startswith("fault-") and view[6:] in {"400", "403", "403_csrf", "404", "409", "413", "500"}:
        return render(
            request,
            f"{view[6:]}.html",
            {"refusals": context["refusals"]} if view == "fault-409" else {},
            status=int(view[6:9]),
        )
    return render(request, "ui/gallery.html", context)
