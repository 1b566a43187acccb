"""Counting with the law without a case; the figures and calendars that are maintained."""

from django.urls import path

from lawbook import maintain_views, views

urlpatterns = [
    path("law/", views.law, name="law"),
    path("law/due/", views.due, name="law_due"),
    path("law/limitation/", views.limitation_page, name="law_limitation"),
    path("law/sums/", views.sums, name="law_sums"),
    path("law/sums/<slug:name>/", views.one_sum, name="law_sum"),
    path("law/agreement/", views.agreement, name="law_agreement"),
    path("law/catalogue/", views.catalogue, name="law_catalogue"),
    path("law/figures/", maintain_views.figures, name="law_figures"),
    path("law/figures/template.xlsx", maintain_views.figures_template, name="law_figures_template"),
    path("law/figures/upload/", maintain_views.upload_figures, name="law_figures_upload"),
    path("law/figures/changes/", maintain_views.changes, name="law_figures_changes"),
    path("law/figures/<int:pk>/end/", maintain_views.end_figure, name="law_figures_end"),
    path("law/figures/<int:pk>/withdraw/", maintain_views.withdraw_figure, name="law_figures_withdraw"),
    path("law/figures/<slug:key>/", maintain_views.figure, name="law_figures_one"),
    path("law/calendars/", maintain_views.calendars, name="law_calendars"),
    path("law/calendars/template.xlsx", maintain_views.calendar_template, name="law_calendars_template"),
    path("law/calendars/new/", maintain_views.new_calendar, name="law_calendar_new"),
    path("law/calendars/notice/<int:pk>/withdraw/", maintain_views.withdraw_calendar, name="law_calendar_withdraw"),
    path("law/calendars/<int:year>/", maintain_views.calendar_year, name="law_calendar"),
]
