"""The nouns, one per file; imported here only so that Django finds them."""

from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document, Page
from kakunin.models.domain import Obligee, RegisteredDomain
from kakunin.models.factor_reset import FactorReset
from kakunin.models.invitation import Invitation
from kakunin.models.job import Job
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, AgencyContract, Association, Insurer
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from kakunin.models.wrong_tries import WrongTries

__all__ = [
    "Agency",
    "AgencyContract",
    "Association",
    "AuditEvent",
    "Certificate",
    "ContractorAddress",
    "Document",
    "FactorReset",
    "Insurer",
    "Invitation",
    "Job",
    "Obligee",
    "ObligeeLogin",
    "OneTimePassword",
    "OutboxMail",
    "Page",
    "RegisteredDomain",
    "Session",
    "Staff",
    "ViewingGrant",
    "ViewingKey",
    "WrongTries",
]
