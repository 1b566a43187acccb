"""The desk, the list of files, the search, the auditor's log."""

from django.urls import path

from dossiers import audit_views, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("files/", views.files, name="files"),
    path("search/", views.search, name="search"),
    path("audit/", audit_views.log, name="audit"),
    path("audit/anchor/", audit_views.anchor, name="audit_anchor"),
]
