"""What was decided about a case, as news that the channel can say: the one place that knows both sides."""

from __future__ import annotations

from certificates.ports import CertificateSource
from certificates.records import PDF
from certificates.service import CertificateService
from channels.whatsapp.records import DocumentReference, Notice
from registry.notice_records import Notice as CaseNotice
from registry.notice_records import NoticeKind
from registry.notices import NoticeQueue

CORRECTED = (NoticeKind.NAME_CORRECTED, NoticeKind.RECORD_CORRECTED)


class CaseNotices:
    """The registry's waiting notices as `channels.whatsapp.ports.NoticeSource`."""

    def __init__(self, queue: NoticeQueue, certificates: CertificateSource) -> None:
        self._queue = queue
        self._certificates = certificates

    def waiting(self, limit: int) -> list[Notice]:
        return [self._notice(notice) for notice in self._queue.waiting(limit)]

    def sent(self, notice_id: str) -> None:
        self._queue.sent(notice_id)

    def _notice(self, notice: CaseNotice) -> Notice:
        found = [self._document(certificate_id) for certificate_id in notice.certificate_ids]
        documents = tuple(document for document in found if document is not None)
        return Notice(
            id=notice.id,
            conversation_id=notice.conversation_id,
            case_number=notice.case_number,
            response=response_of(notice.kind, notice.reason, with_certificate=bool(documents)),
            template=template_of(notice.kind),
            values={"number": notice.case_number},
            documents=documents,
        )

    def _document(self, certificate_id: str) -> DocumentReference | None:
        facts = self._certificates.content(certificate_id)
        if facts is None:
            return None
        return DocumentReference(certificate_id, CertificateService.filename(facts.dose), PDF)


def response_of(kind: NoticeKind, reason: str | None, *, with_certificate: bool) -> str:
    """The response that tells it: by kind and reason, and for a correction by whether a new certificate comes too."""
    name = f"utter_notice_{kind.value}_{reason}" if reason else f"utter_notice_{kind.value}"
    return f"{name}_without_certificate" if kind in CORRECTED and not with_certificate else name


def template_of(kind: NoticeKind) -> str:
    """The response that stands in for it outside the 24 h window."""
    return "utter_template_case_question" if kind is NoticeKind.ASKED_BACK else "utter_template_case_update"
