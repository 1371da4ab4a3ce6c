"""The people who log in with an account: staff of insurers, agencies and the association."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.mail_address import parse_mail_address
from kakunin.foundation.text import validate_single_line
from kakunin.models.party import HOMES, OfAnOrganisation, Organisation, exactly_one, home_of


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Staff:
        """A member of the organisation in ``fields``; without a password none opens it.

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

    def members_of(self, organisation: Organisation) -> models.QuerySet[Staff]:
        """Whoever has not left it, administrators first."""
        return self.filter(is_active=True, **home_of(organisation)).order_by("role", "pk")

    def administrators_of(self, organisation: Organisation) -> models.QuerySet[Staff]:
        """Those who may invite, change and remove its members."""
        return self.members_of(organisation).filter(role=Staff.Role.ADMINISTRATOR)


class Staff(OfAnOrganisation, AbstractBaseUser):
    """One person; belongs to exactly one organisation. Whoever leaves stays as a row: others refer to it."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("管理者")
        MEMBER = "member", _("一般")

    email = models.EmailField(_("メールアドレス"), unique=True)
    name = models.CharField(_("氏名"), max_length=100, validators=[validate_single_line])
    role = models.CharField(_("役割"), max_length=20, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=exactly_one(*HOMES), name="staff_belongs_to_one_organisation"),
            models.CheckConstraint(
                condition=models.Q(role__in=["administrator", "member"]), name="staff_role_is_known"
            ),
        )
        indexes = tuple(
            models.Index(
                fields=(home, "role"),
                condition=models.Q(**{f"{home}__isnull": False}),
                name=f"staff_of_{home}",
            )
            for home in HOMES
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR
