from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Mediation cases")

    def ready(self) -> None:
        # Each registers what steps do, ask and say, and whose desk a file lies on.
        from cases import course, desk, effects, forms  # noqa: F401
