"""Registers around supervision, letters proposed from mediation, the ledger and its indicators."""

from django.urls import URLPattern, path

from supervision import ledger_views as ledger
from supervision import registers_views as views

urlpatterns: list[URLPattern] = [
    path("registers/", views.registers, name="registers"),
    path("registers/employers/", views.employers, name="registers_employers"),
    path("registers/employers/new/", views.new_employer, name="registers_employer_new"),
    path("registers/employers/<int:pk>/", views.employer, name="registers_employer"),
    path("registers/employers/<int:pk>/edit/", views.edit_employer, name="registers_employer_edit"),
    path("registers/employers/<int:pk>/alias/", views.add_alias, name="registers_employer_alias"),
    path("registers/employers/<int:pk>/merge/", views.merge_employer, name="registers_employer_merge"),
    path("registers/units/", views.units, name="registers_units"),
    path("registers/units/new/", views.new_unit, name="registers_unit_new"),
    path("registers/units/template/", views.units_template, name="registers_units_template"),
    path("registers/units/upload/", views.upload_units, name="registers_units_upload"),
    path("registers/units/<int:pk>/", views.unit, name="registers_unit"),
    path("registers/units/<int:pk>/edit/", views.edit_unit, name="registers_unit_edit"),
    path("registers/units/<int:pk>/dissolve/", views.dissolve_unit, name="registers_unit_dissolve"),
    path("registers/people/", views.people, name="registers_people"),
    path("registers/people/new/", views.new_person, name="registers_person_new"),
    path("registers/people/template/", views.people_template, name="registers_people_template"),
    path("registers/people/upload/", views.upload_people, name="registers_people_upload"),
    path("registers/people/<int:pk>/", views.person, name="registers_person"),
    path("registers/people/<int:pk>/edit/", views.edit_person, name="registers_person_edit"),
    path("registers/people/<int:pk>/leave/", views.retire_person, name="registers_person_leave"),
    path("registers/counts/", views.counts, name="registers_counts"),
    path("registers/proposals/", views.proposals, name="registers_proposals"),
    path("registers/proposals/<int:pk>/", views.proposal, name="registers_proposal"),
    path("registers/ledger/", ledger.ledger, name="registers_ledger"),
    path("registers/ledger/print/", ledger.printed, name="registers_ledger_print"),
    path("registers/ledger/sheet/", ledger.sheet, name="registers_ledger_sheet"),
    path("reports/supervision/", ledger.indicators, name="reports_supervision"),
    path("reports/supervision/matters/", ledger.counted_matters, name="reports_supervision_matters"),
]
