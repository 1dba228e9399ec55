"""From a file's bytes to what is kept of it. Decoders run here: call it through `sandbox.py`."""

from __future__ import annotations

from registry.evidence.documents import clean_document
from registry.evidence.images import clean_image
from registry.evidence.records import AttachmentProblem, Evidence, FileType
from registry.evidence.sniffing import sniff


def clean(content: bytes) -> Evidence | AttachmentProblem:
    """The file as it is kept, or why it is not. Never raises for what `content` holds."""
    claimed = sniff(content)
    if isinstance(claimed, AttachmentProblem):
        return claimed
    return clean_document(content) if claimed is FileType.PDF else clean_image(content, claimed)
