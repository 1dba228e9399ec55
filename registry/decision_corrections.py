"""What an officer entered, sealed beside the decision."""

from __future__ import annotations

from registry.decision_records import RecordCorrection
from registry.decision_store import Decision
from registry.record_changes import from_json, to_json
from registry.rows import open_cell
from storage.vault import Sealed, Vault


def seal_correction(vault: Vault, decision_id: str, correction: RecordCorrection | None) -> Sealed | None:
    if correction is None:
        return None
    return vault.seal(to_json(correction), place=f"decisions/{decision_id}/correction")


def open_correction(vault: Vault, decision: Decision) -> RecordCorrection | None:
    if decision.correction is None:
        return None
    return from_json(open_cell(vault, "decisions", decision.id, "correction", decision.correction))
