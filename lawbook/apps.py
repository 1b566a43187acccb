from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawbookConfig(AppConfig):
    name = "lawbook"
    verbose_name = _("Law in figures")
