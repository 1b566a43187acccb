from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from cases.models import Case
    from cases.replay.bodies import Stage
    from cases.replay.source import Record
    from cases.replay.walk import Outcome


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Labour-law supervision")

    def ready(self) -> None:
        from cases.presenting import linked_by
        from cases.replay.walk import matters_walked_by
        from dossiers import queries, sweep
        from supervision import answering, course, desk, effects, forms, proposals  # noqa: F401  (register what each step does, asks and says)

        queries.TILES.append(proposals.waiting)
        sweep.nightly(proposals.find_by_night)
        sweep.nightly(answering.forget_old)
        linked_by(proposals.matters_of)

        def walk_matter(record: Record, stage: Stage, case: Case | None) -> Outcome:
            from supervision.replay import replay_matter  # only when something is replayed

            return replay_matter(record, stage, case)

        matters_walked_by(walk_matter)
