from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.utils.translation import gettext_lazy as _


class LawbookConfig(AppConfig):
    name = "lawbook"
    verbose_name = _("Law in figures")

    def ready(self) -> None:
        """A page counts with one state of the tables and asks once which it is."""
        from lawbook import tables

        request_started.connect(tables.begin_request, dispatch_uid="lawbook")
        request_finished.connect(tables.end_request, dispatch_uid="lawbook")
