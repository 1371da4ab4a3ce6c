"""Who reads a viewing password on the desk (U6)."""

import pytest

from kakunin.flows.delivery.further_upload import add_documents
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import may_see_password
from tests import pdfs
from tests.flows.delivery.test_further_upload import notice
from tests.world import make_agency, make_association, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida() -> Staff:
    return make_staff(make_insurer())


@pytest.fixture
def others() -> list[Staff]:
    """None of them sees it, wherever it came from."""
    another = make_insurer("丁損害保険株式会社")
    homes = (make_agency("丙代理店", insurers=[make_insurer(), another]), another, make_association())
    return [make_staff(home) for home in homes]


def test_the_agency_that_uploaded_it(ida: Staff, others: list[Staff]) -> None:
    alice = make_staff(make_agency(insurers=[make_insurer()]))
    made = make_certificate(insurer=make_insurer(), agency=alice.agency, by=alice)
    assert may_see_password(alice, made.certificate)
    assert not any(may_see_password(each, made.certificate) for each in (ida, *others))


def test_the_insurer_that_uploaded_it(ida: Staff, others: list[Staff]) -> None:
    made = make_certificate(insurer=make_insurer(), agency=None, by=ida)
    assert may_see_password(ida, made.certificate)
    assert not any(may_see_password(each, made.certificate) for each in others)


def test_the_insurer_that_added_to_it(ida: Staff, others: list[Staff]) -> None:
    alice = make_staff(make_agency(insurers=[make_insurer()]))
    made = make_certificate(insurer=make_insurer(), agency=alice.agency, by=alice)
    add_documents(certificate=made.certificate, pdfs=[notice(pdfs.plain(text="added"))], by=ida)
    assert may_see_password(ida, made.certificate)
    assert not any(may_see_password(each, made.certificate) for each in others)
