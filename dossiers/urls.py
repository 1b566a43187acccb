"""The desk, the list of files, the search."""

from django.urls import path

from dossiers import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("files/", views.files, name="files"),
    path("search/", views.search, name="search"),
]
