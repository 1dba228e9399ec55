"""What one subject is to another, thin translations that `bootstrap` wires, and the SMS gateway of the settings."""

from __future__ import annotations

import asyncio
from enum import Enum
from typing import TYPE_CHECKING

from certificates.records import CertificateFacts, Document, Standing
from certificates.service import CertificateService
from clock import WIB
from registry.service import RegistryService
from settings import Settings, SmsGatewayKind

if TYPE_CHECKING:
    from channels.whatsapp.graph import GraphClient
    from identity.ports import SmsGateway


class FetchProblem(str, Enum):
    """Each has the response utter_photo_<value>."""

    UNAVAILABLE = "unavailable"  # for now
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


class MediaUnavailable(Exception):
    """A citizen's file could not be fetched."""

    def __init__(self, problem: FetchProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class RegisteredCertificates:
    """The registry as the certificates see it."""

    def __init__(self, registry: RegistryService) -> None:
        self._registry = registry

    def content(self, certificate_id: str) -> CertificateFacts | None:
        record = self._registry.certificate(certificate_id)
        if record is None:
            return None
        standing = Standing.VALID
        if record.revoked:
            standing = Standing.REVOKED
        elif record.superseded:
            standing = Standing.SUPERSEDED
        return CertificateFacts(
            number=record.number,
            full_name=record.full_name,
            masked_nik=record.masked_nik,
            birth_date=record.birth_date,
            vaccine=record.vaccine,
            dose=record.dose,
            batch=record.batch,
            date=record.date,
            facility=record.facility,
            issued_on=record.issued_at.astimezone(WIB).date(),
            standing=standing,
        )


class RegisteredDocuments:
    """Certificates as the channel sees them: bytes behind an opaque reference, drawn off the event loop."""

    def __init__(self, certificates: CertificateService) -> None:
        self._certificates = certificates

    async def fetch(self, reference: str) -> Document | None:
        return await asyncio.to_thread(self._certificates.document, reference)


class ReceivedFiles:
    """Files that citizens sent, as the actions see them: fetched from Meta when they are wanted, never before."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def close(self) -> None:
        await self._graph.close()

    async def fetch(self, media_id: str) -> bytes:
        """Raises MediaUnavailable."""
        from channels.whatsapp.graph import GraphFailure
        from channels.whatsapp.media import MediaTooLarge, MediaUnusable

        try:
            return (await self._graph.get_media(media_id)).content
        except MediaTooLarge as error:
            raise MediaUnavailable(FetchProblem.TOO_LARGE) from error
        except MediaUnusable as error:
            raise MediaUnavailable(FetchProblem.DAMAGED) from error
        except GraphFailure as error:
            raise MediaUnavailable(FetchProblem.UNAVAILABLE) from error


def sms_gateway(chosen: Settings) -> SmsGateway:
    """The adapter that SMS_GATEWAY names."""
    sms = chosen.sms
    if sms.gateway is SmsGatewayKind.HTTP:
        from identity.sms_gateways.http import HttpSmsGateway

        return HttpSmsGateway(sms.http_url, sms.http_token)
    if sms.gateway is SmsGatewayKind.TWILIO:
        from identity.sms_gateways.twilio import TwilioSmsGateway, twilio_client

        return TwilioSmsGateway(twilio_client(sms.twilio_account_sid, sms.twilio_auth_token), sms.twilio_sender)
    if sms.gateway is SmsGatewayKind.CONSOLE:
        from identity.sms_gateways.console import ConsoleSmsGateway

        return ConsoleSmsGateway()
    from identity.sms_gateways.simulator import SimulatorSmsGateway

    return SimulatorSmsGateway(chosen.simulator_url)
