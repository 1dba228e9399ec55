"""The composition root: the only place where real adapters are chosen and wired; tests pass fakes instead.

Each process asks for what it needs and nothing is built before that, so importing this module is cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from adapters import FetchProblem as FetchProblem  # for the actions, which import nothing beside this module
from adapters import MediaUnavailable as MediaUnavailable
from adapters import ReceivedFiles, RegisteredCertificates, RegisteredDocuments, sms_gateway
from case_notices import CaseNotices
from certificates.service import CertificateService
from clock import Clock, SimulatedClock, SystemClock
from identity.officers.directory import OfficerDirectory
from identity.officers.records import OfficerPolicy
from identity.officers.service import OfficerService
from identity.service import IdentityService
from number_changes import NumberChanges
from registry.additions import Additions
from registry.attachment_retention import AttachmentRetention
from registry.case_desk import CaseDesk
from registry.civil import CivilRegistry, DemoCivilFile, NoCivilRegistry
from registry.conversation_log import ConversationLog
from registry.corrections import CorrectionService
from registry.decisions import DecisionService, Holds
from registry.lost_numbers import LostNumbers
from registry.notices import NoticeQueue
from registry.phone_moves import PhoneMoves
from registry.reports import ReportService
from registry.repository import SqlRegistry
from registry.sent_files import SentFiles
from registry.service import RegistryService
from registry.target_times import TargetTimes
from settings import Settings, read_settings
from storage.engine import open_engine, reading
from storage.vault import Vault
from wording import Wording

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from channels.whatsapp.graph import GraphClient
    from channels.whatsapp.handover import HandOvers
    from channels.whatsapp.inbox import Inbox
    from channels.whatsapp.notices import Notices
    from channels.whatsapp.outbox import Outbox
    from channels.whatsapp.unclear import UnclearMessages

SMS_RECOVERY_INTERVAL_S = 5
DECISIONS_INTERVAL_S = 3


@dataclass(frozen=True)
class Services:
    """What actions may call."""

    identity: IdentityService
    registry: RegistryService
    certificates: CertificateService
    wording: Wording
    clock: Clock
    corrections: CorrectionService
    reports: ReportService
    decisions: DecisionService
    lost_numbers: LostNumbers
    additions: Additions
    case_desk: CaseDesk
    case_notices: NoticeQueue
    target_times: TargetTimes
    received_files: ReceivedFiles


@dataclass(frozen=True)
class ChannelParts:
    """What a turn of the WhatsApp channel is made with."""

    inbox: Inbox
    outbox: Outbox
    clock: Clock
    wording: Wording
    graph: GraphClient
    unclear: UnclearMessages
    notices: Notices
    hand_overs: HandOvers


@lru_cache(maxsize=1)
def settings() -> Settings:
    return read_settings()


@lru_cache(maxsize=1)
def clock() -> Clock:
    return SimulatedClock(settings().clock_offset_file) if settings().embedded else SystemClock()


@lru_cache(maxsize=1)
def vault() -> Vault:
    return Vault(settings().encryption_keys, settings().lookup_key)


@lru_cache(maxsize=1)
def wording() -> Wording:
    return Wording.load(settings().responses)


@lru_cache(maxsize=1)
def registry_engine() -> Engine:
    return open_engine(settings().registry_database_url)


@lru_cache(maxsize=1)
def registry() -> RegistryService:
    return RegistryService(SqlRegistry(registry_engine(), vault()), civil_registry(settings()))


@lru_cache(maxsize=1)
def certificates() -> CertificateService:
    return CertificateService(RegisteredCertificates(registry()), settings().portal_public_url, clock())


@lru_cache(maxsize=1)
def decisions() -> DecisionService:
    hold = Holds(ordinary=timedelta(minutes=settings().undo_minutes))
    return DecisionService(registry_engine(), vault(), clock(), hold)


@lru_cache(maxsize=1)
def notice_queue() -> NoticeQueue:
    """What citizens must still be told about their cases, for the channel."""
    return NoticeQueue(registry_engine(), clock())


@lru_cache(maxsize=1)
def case_desk() -> CaseDesk:
    return CaseDesk(registry_engine(), vault(), clock(), target_times())


@lru_cache(maxsize=1)
def target_times() -> TargetTimes:
    return TargetTimes(settings().case_target_hours, settings().working_hours)


@lru_cache(maxsize=1)
def number_changes() -> NumberChanges:
    return NumberChanges(PhoneMoves(registry_engine(), vault(), clock()), services().identity)


@lru_cache(maxsize=1)
def services() -> Services:
    identity = IdentityService(registry_engine(), vault(), clock(), registry(), sms_gateway(settings()), wording())
    return Services(
        identity=identity,
        registry=registry(),
        certificates=certificates(),
        wording=wording(),
        clock=clock(),
        corrections=CorrectionService(registry_engine(), vault(), clock(), civil_registry(settings())),
        reports=ReportService(registry_engine(), vault(), clock()),
        decisions=decisions(),
        lost_numbers=LostNumbers(registry_engine(), vault(), clock()),
        additions=Additions(registry_engine(), vault(), clock()),
        case_desk=case_desk(),
        case_notices=notice_queue(),
        target_times=target_times(),
        received_files=_received_files(),
    )


def civil_registry(chosen: Settings) -> CivilRegistry:
    """The demo citizens' own in the embedded mode; none is connected in production yet, so officers decide there."""
    return DemoCivilFile(chosen.demo_citizens_file) if chosen.embedded else NoCivilRegistry()


def registry_reachable() -> bool:
    """Whether the registry answers a query now."""
    try:
        with reading(registry_engine()).begin() as connection:
            connection.execute(text("SELECT 1 FROM accounts LIMIT 1"))
    except SQLAlchemyError:
        return False
    return True


def turn_parts() -> ChannelParts:
    """Parts for the turn workers inside Rasa."""
    from channels.whatsapp.graph import GraphClient
    from channels.whatsapp.unclear import UnclearMessages

    inbox, outbox = _mailboxes()
    unclear = UnclearMessages(inbox.engine, vault(), clock())
    graph = GraphClient(settings().whatsapp)
    return ChannelParts(inbox, outbox, clock(), wording(), graph, unclear, _notices(), hand_overs())


def hand_overs() -> HandOvers:
    """Conversations in officers' hands."""
    from channels.whatsapp.handover import HandOvers

    return HandOvers(*_mailboxes(), vault(), clock(), wording(), settings().hand_over_idle)


def unclear_messages() -> UnclearMessages:
    """What citizens wrote that was not understood, for the designers."""
    from channels.whatsapp.unclear import UnclearMessages

    return UnclearMessages(open_engine(settings().channel_database_url), vault(), clock())


def ingest_app() -> Starlette:
    from channels.whatsapp.graph import GraphClient
    from channels.whatsapp.ingest import create_app
    from channels.whatsapp.news import News
    from channels.whatsapp.rendering import Labels
    from channels.whatsapp.retention import Retention

    inbox, outbox = _mailboxes()
    graph, documents = GraphClient(settings().whatsapp), RegisteredDocuments(certificates())
    labels = Labels.from_wording(wording())
    purges = (
        Retention(inbox.engine).purge,
        services().identity.purge,
        notice_queue().purge,
        _purge_attachments,
        lambda _before: officers().purge(),
    )
    news = News([CaseNotices(notice_queue(), RegisteredCertificates(registry()))], _notices(), hand_overs())
    return create_app(
        settings(), inbox, outbox, vault(), clock(), graph, documents, labels=labels, purges=purges, news=news
    )


def portal_app() -> Starlette:
    from officer_talks import OfficerTalks
    from portal.app import create_app
    from portal.officers.app import Parts, create_console

    received, sent = _received_files(), SentFiles(registry_engine(), vault(), clock())
    talks = OfficerTalks(hand_overs(), ConversationLog(registry_engine(), vault(), clock()), received, sent)
    parts = Parts(officers(), officer_directory(), case_desk(), decisions(), talks, wording())
    https = settings().portal_public_url.startswith("https:")
    return create_app(certificates(), create_console(parts, https=https), received.close)


def officers() -> OfficerService:
    return OfficerService(registry_engine(), vault(), clock(), OfficerPolicy(idle=settings().officer_idle))


def officer_directory() -> OfficerDirectory:
    return OfficerDirectory(registry_engine(), vault(), clock())


def _purge_attachments(_: datetime) -> None:
    """Files of cases have a time of their own, which operators set."""
    closed_before = clock().now() - timedelta(days=settings().attachment_days)
    AttachmentRetention(registry_engine(), clock()).purge(closed_before)


def _received_files() -> ReceivedFiles:
    from channels.whatsapp.graph import GraphClient

    return ReceivedFiles(GraphClient(settings().whatsapp))


def _notices() -> Notices:
    from channels.whatsapp.notices import Notices

    return Notices(_mailboxes()[1], clock(), wording())


@lru_cache(maxsize=1)
def _mailboxes() -> tuple[Inbox, Outbox]:
    from channels.whatsapp.inbox import Inbox
    from channels.whatsapp.outbox import Outbox
    from channels.whatsapp.rendering import Labels

    engine = open_engine(settings().channel_database_url)
    outbox = Outbox(engine, vault(), clock(), Labels.from_wording(wording()))
    return Inbox(engine, vault(), clock()), outbox
