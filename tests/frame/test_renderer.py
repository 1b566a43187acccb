"""The quick renderer writes what Django's own templates write."""

from __future__ import annotations

from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from mediation.renderer import QuickRenderer


class Sample(forms.Form):
    name = forms.CharField(max_length=20, help_text="x")
    hidden = forms.CharField(widget=forms.HiddenInput)
    number = forms.IntegerField(required=False)
    tick = forms.BooleanField(required=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    one = forms.ChoiceField(choices=[("", "—"), ("a", "甲<b>"), ("组", [("b", "乙"), ("c", "丙")])])
    many = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")])
    secret = forms.CharField(widget=forms.PasswordInput)


def test_every_plain_widget_is_drawn_as_by_its_template() -> None:
    for data in (
        None,
        {
            "name": '"><script>x</script>',
            "number": "7",
            "tick": "on",
            "text": "\n第一行\n<b>",
            "one": "b",
            "many": ["b"],
            "hidden": "&",
        },
    ):
        quick, plain = Sample(data, renderer=QuickRenderer()), Sample(data, renderer=TemplatesSetting())
        for field in Sample.base_fields:
            assert parse_html(str(quick[field])) == parse_html(str(plain[field])), field
            assert "<script>" not in str(quick[field])
