"""Electronic seals behind one small interface: a provider is given a PDF and the name of a seal, and gives it sealed.

Never a stored picture of a seal: what looks like an official seal comes from the provider, or by hand on paper
(documents.md C3). Which provider, says the setting `MEDIATION_ESEAL`; without one the way on paper always works.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

log = logging.getLogger(__name__)


class SealRefused(Exception):
    """The provider did not seal; the message is a sentence for whoever asked."""


class Provider(Protocol):
    """What a provider of electronic seals answers. Its class is called without arguments."""

    name: str
    notice: Any  # a sentence shown wherever its seal is offered or shown; empty where there is nothing to say

    def refusal(self, *, demonstration: bool) -> str:
        """Why it seals nothing of this file; empty where it does. `demonstration`: the file is an invented one."""
        ...

    def seal(self, pdf: bytes, seal_name: str) -> bytes:
        """The PDF with the seal, as a longer file that begins with the bytes given. Raises SealRefused.

        Called inside the act: answer within seconds, or refuse."""
        ...

    def roots(self) -> list[bytes]:
        """Certificates (DER) of the authorities whose signatures count as this provider's."""
        ...


def provider() -> Provider | None:
    """The provider of this installation; None where none is set."""
    path = settings.ESEAL
    if not path:
        return None
    made: Provider = TestProvider() if path == "test" else import_string(path)()
    return made


@dataclass(frozen=True)
class Verified:
    """What the signatures in a PDF say: whether it is unchanged since, by whom, since when, whether we trust them."""

    intact: bool
    trusted: bool
    signer: str
    issuer: str
    serial: str
    signed_at: dt.datetime | None
    valid_until: dt.date


def verify(pdf: bytes) -> list[Verified]:
    """Every signature in a PDF, the first first. Trusted is only what the provider of this installation vouches for."""
    from asn1crypto import x509  # type: ignore[import-untyped]
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    at = provider()
    roots = [x509.Certificate.load(one) for one in (at.roots() if at else [])]
    found = []
    for signature in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
        holder = signature.signer_cert
        found.append(
            Verified(
                intact=status.intact and status.valid,
                trusted=bool(status.trusted),
                signer=holder.subject.native.get("common_name", ""),
                issuer=holder.issuer.native.get("common_name", ""),
                serial=f"{holder.serial_number:X}",
                signed_at=signature.self_reported_timestamp,
                valid_until=holder.not_valid_after.date(),
            )
        )
    return found


class TestProvider:
    """Signs with a certificate made here at first use: shows the way an electronic seal takes, and has no legal effect.

    It signs demonstration files alone, and invisibly: nothing on the page looks like a seal.
    """

    __test__ = False  # not a test, whatever pytest thinks of the name
    name = "test"
    notice = gettext_lazy("Test certificate, no legal effect.")

    def refusal(self, *, demonstration: bool) -> str:
        if demonstration or settings.DEBUG:
            return ""
        return _("No provider of electronic seals is set up; the test certificate signs demonstration files only.")

    def seal(self, pdf: bytes, seal_name: str) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers

        load: Any = signers.SimpleSigner.load_pkcs12
        signer = load(str(_test_key()), passphrase=None)
        if signer is None:
            raise SealRefused(_("The test certificate cannot be read."))
        meta = signers.PdfSignatureMetadata(
            field_name="Seal", name=seal_name, reason="测试证书，无法律效力", md_algorithm="sha256"
        )
        out: Any = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=signer)
        sealed: bytes = out.getvalue()
        return sealed

    def roots(self) -> list[bytes]:
        from cryptography.hazmat.primitives.serialization import Encoding
        from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

        chain = load_pkcs12(_test_key().read_bytes(), None).additional_certs
        return [one.certificate.public_bytes(Encoding.DER) for one in chain]


def _test_key() -> Path:
    """Key, certificate and authority of the test provider, made at first use in the data folder (mode 0600)."""
    kept = Path(settings.VAR_DIR) / "test_seal.p12"
    if not kept.exists():
        mine = kept.with_suffix(f".{secrets.token_hex(4)}")
        mine.touch(mode=0o600)
        mine.write_bytes(_made())
        try:
            os.link(mine, kept)  # of two processes at once the first wins, and both use its key
        except FileExistsError:
            log.info("another process made the test certificate")
        finally:
            mine.unlink()
    return kept


def _made() -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])

    now = dt.datetime.now(dt.UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    top, holder = named("测试根证书（无法律效力） Test authority"), named("测试电子印章（无法律效力） Test seal")

    def certificate(subject: x509.Name, public: Any, *, authority: bool) -> x509.Certificate:
        words = (
            "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign "
            "crl_sign encipher_only decipher_only"
        )
        use = dict.fromkeys(words.split(), False)
        use |= {"key_cert_sign": True} if authority else {"digital_signature": True, "content_commitment": True}
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(top)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**use), critical=True)
            .sign(root_key, hashes.SHA256())
        )

    root = certificate(top, root_key.public_key(), authority=True)
    own = certificate(holder, key.public_key(), authority=False)
    return serialize_key_and_certificates(b"test seal", key, own, [root], NoEncryption())
