"""The lists that a back office works through, as a table: which certificates, in which order (U6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.web.desk.rows import ENDING_FIRST, NEWEST_FIRST, Certificates, Order

MOST_COUNTED = 99
# The words below say them too.
_UNSEEN_AFTER, _ENDING_WITHIN = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class List:
    """``name`` stands in the address; ``about`` says what is in it, ``empty`` that nothing is."""

    name: str
    label: str | Promise
    about: str | Promise
    empty: str | Promise
    of: Callable[[Certificates], Certificates]
    order: Order = NEWEST_FIRST
    # Somebody has to do something about these: their number stands beside the label.
    counted: bool = False


def day_begins(day: date) -> datetime:
    """Midnight in Japan at the beginning of the day."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _all(certificates: Certificates) -> Certificates:
    return certificates


def _standing(certificates: Certificates) -> Certificates:
    return certificates.filter(withdrawn_at__isnull=True)


def _unseen(certificates: Certificates) -> Certificates:
    until = clock.now() - _UNSEEN_AFTER
    return _standing(certificates).filter(first_viewed_at__isnull=True, created_at__lte=until)


def _undelivered(certificates: Certificates) -> Certificates:
    return _standing(certificates).filter(mail_failed=True)


def _ending(certificates: Certificates) -> Certificates:
    today = clock.today()
    until = today + _ENDING_WITHIN
    return _standing(certificates).filter(period_end__gte=today, period_end__lte=until)


def _today(certificates: Certificates) -> Certificates:
    return certificates.filter(created_at__gte=day_begins(clock.today()))


def _withdrawn(certificates: Certificates) -> Certificates:
    return certificates.filter(withdrawn_at__isnull=False)


LISTS = {
    one.name: one
    for one in (
        List(
            "",
            _("すべて"),
            _("アップロードの新しい順に表示しています。"),
            _("アップロードした証券等は、まだありません。"),
            _all,
        ),
        List(
            "unseen",
            _("未閲覧"),
            _(
                "アップロードから7日が過ぎても、まだ閲覧されていない証券等です。受注者へ、届いているかご確認ください。"
            ),
            _("アップロードから7日を過ぎて閲覧されていない証券等は、ありません。"),
            _unseen,
            counted=True,
        ),
        List(
            "undelivered",
            _("メール未達"),
            _(
                "閲覧用URLか閲覧用パスワードのメールが届いていない証券等です。宛先を確かめて、訂正するか送り直してください。"
            ),
            _("届いていないメールは、ありません。"),
            _undelivered,
            counted=True,
        ),
        List(
            "ending",
            _("まもなく終期"),
            _("保証期間の終期が30日以内の証券等です。終期の近い順に表示しています。"),
            _("保証期間の終期が30日以内の証券等は、ありません。"),
            _ending,
            ENDING_FIRST,
        ),
        List(
            "today",
            _("本日のアップロード"),
            _("今日アップロードした証券等です。CSVで、登録の漏れがないかご確認いただけます。"),
            _("今日アップロードした証券等は、まだありません。"),
            _today,
        ),
        List(
            "withdrawn",
            _("取り下げ済み"),
            _("取り下げた証券等です。受注者・発注者には表示されません。"),
            _("取り下げた証券等は、ありません。"),
            _withdrawn,
        ),
    )
}


def counts(certificates: Certificates) -> dict[str, str]:
    """Of the lists that are counted; at most 99, so that it costs the same whatever there is."""
    found = {
        one.name: one.of(certificates)[: MOST_COUNTED + 1].count() for one in LISTS.values() if one.counted
    }
    return {
        name: f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number) for name, number in found.items()
    }
