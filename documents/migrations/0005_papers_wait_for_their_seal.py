from django.db import migrations

#: The kinds on which the seal of the body belongs, as they were when this was written.
SEALED = (
    "notice_of_acceptance", "notice_of_non_acceptance", "notice_of_rights", "mediation_agreement",
    "notice_of_termination", "report_to_court", "hint_letter", "oral_agreement", "presiding_proof", "completion_notice",
    "session_notice", "urge_notice", "consent_inquiry", "mediator_appointment", "recusal_decision", "suspension_notice",
    "commission_receipt", "transfer_letter", "feedback_letter",
)


def wait_for_seal(apps, schema_editor):
    """Papers of open files wait for an entry in the seal log; those of closed ones were sealed before there was one."""
    papers = apps.get_model("documents", "Instrument").objects.exclude(status="void")
    papers.filter(kind__in=SEALED, dossier__closed_at=None).update(needs_seal=True)


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0004_letters_wording_seals_and_delivery"),
    ]

    operations = [
        migrations.RunPython(wait_for_seal, migrations.RunPython.noop),
    ]
