"""Damaged and hostile files by the way that clerks go (U2, T9, T10)."""

import pytest

from kakunin.adapters.pdf import sandbox
from kakunin.adapters.pdf.limits import Limits
from kakunin.adapters.pdf.refusals import REASONS
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail
from tests import mutants
from tests.web.upload.conftest import UploadPage, pdf

SEED = 7
KINDS = [kind for kind in mutants.KINDS if kind.startswith(("damage.", "structure.", "wrapped."))]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_kept_whole_or_refused_with_a_reason_and_nothing_is_kept(
    upload: UploadPage, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox.shared(), "limits", Limits(seconds=2))
    mutant = mutants.make(kind, SEED, 0)
    answer = upload.send([pdf(), pdf("あやしい.pdf", mutant.content)])
    if answer.status_code == 302:
        assert Document.objects.filter(file_name="あやしい.pdf", size=len(mutant.content)).exists()
        return
    assert answer.status_code == 422, mutant
    shown = answer.content.decode()
    assert "あやしい.pdf" in shown
    assert any(str(words) in shown for words in REASONS.values())
    assert not Certificate.objects.exists()
    assert not OutboxMail.objects.exists()
