"""Counting with the law without a case; the figures and calendars that are maintained."""

from django.urls import path

from lawbook import views

urlpatterns = [
    path("law/", views.law, name="law"),
    path("law/due/", views.due, name="law_due"),
    path("law/limitation/", views.limitation_page, name="law_limitation"),
    path("law/sums/", views.sums, name="law_sums"),
    path("law/sums/<slug:name>/", views.one_sum, name="law_sum"),
    path("law/agreement/", views.agreement, name="law_agreement"),
    path("law/catalogue/", views.catalogue, name="law_catalogue"),
]
