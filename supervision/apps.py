from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Labour-law supervision")

    def ready(self) -> None:
        from supervision import course, desk, effects, forms  # noqa: F401  (register what each step does, asks and says)
