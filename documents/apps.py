from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Papers")

    def ready(self) -> None:
        from cases.forms import ExhibitRules, lodge_by
        from cases.presenting import papers_by
        from documents import forms  # noqa: F401 (registers the forms of the steps of a paper)
        from documents.actions import issue, keep_proofs
        from documents.filetypes import LARGEST, recognise
        from documents.life import under_way
        from documents.models import EvidenceKind
        from documents.proof import against_log
        from documents.views import exhibits_of, papers_of
        from dossiers.actions import on_issue
        from dossiers.audit import check_also
        from supervision.effects import proofs_kept_by

        on_issue(issue)
        check_also(against_log)
        proofs_kept_by(keep_proofs)
        kinds = [one for one in EvidenceKind.choices if one[0] != EvidenceKind.ANSWER]  # comes by the letter alone
        lodge_by(ExhibitRules(kinds, recognise, LARGEST))
        papers_by(papers_of, exhibits_of, under_way)
