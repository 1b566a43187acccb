from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Mediation cases")

    def ready(self) -> None:
        from cases import desk, effects, forms  # noqa: F401  (register what each step does and asks, and whose desk it lies on)
