from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """What leaves on paper and what is handed in."""

    name = "documents"
    verbose_name = _("Papers")
