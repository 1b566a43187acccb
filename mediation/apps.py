from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediationConfig(AppConfig):
    """The frame as an app, so that its commands (`bootstrap`, `doctor`) are found."""

    name = "mediation"
    verbose_name = _("Labour dispute mediation")

    def ready(self) -> None:
        from mediation import tiles

        tiles.register()
