"""The people who log in with an account: staff of insurers and agencies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.mail_address import parse_mail_address
from kakunin.models.party import Agency, Insurer


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Staff:
        """A member of the insurer or agency in ``fields``; without a password none opens it.

        ValidationError also for a password that is short or common.
        """
        # Strictly first: small letters turn a Kelvin sign into a k (T6).
        staff = self.model(email=str(parse_mail_address(email)).lower(), **fields)
        if password is not None:
            validate_password(password, staff)
        staff.set_password(password)
        staff.full_clean()
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """One person; belongs to exactly one organisation."""

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(_("氏名"), max_length=100)
    is_active = models.BooleanField(default=True)
    insurer = models.ForeignKey(Insurer, on_delete=models.PROTECT, null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(insurer__isnull=False, agency__isnull=True)
                | Q(insurer__isnull=True, agency__isnull=False),
                name="staff_belongs_to_one_organisation",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Insurer | Agency:
        """The one that is set; the constraint says that there is one."""
        organisation = self.insurer or self.agency
        assert organisation is not None  # noqa: S101  # for the type checker; the database holds it
        return organisation
