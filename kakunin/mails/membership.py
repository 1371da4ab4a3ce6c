"""What people are told of members, accounts and contracts, each mail about one event of the audit (U1)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakunin.mails.letter import Letter
from kakunin.mails.notice import Notice, event_of, write_notice
from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail


@dataclass(frozen=True)
class _Notice(Notice):
    page: str = "members:list"


_ASK = gettext_lazy("お心当たりのないときは、ご所属の組織の管理者へ、すぐにお知らせ\nください。")
_NOT_ME = gettext_lazy(
    "ご自分の操作であれば、することはありません。お心当たりのないときは、\n"
    "ほかの人があなたとしてログインしているおそれがあります。ご所属の組織の\n"
    "管理者へ、すぐにお知らせください。"
)

NOTICES: dict[str, _Notice] = {
    OutboxMail.Kind.MEMBER_INVITED: _Notice(
        gettext_lazy(
            "このシステムの運用担当者が、次の方を、この組織の管理者として招待\n"
            "しました。招待メールのURLは7日間、1回だけ使えます。"
        ),
        gettext_lazy(
            "お心当たりがあれば、することはありません。お心当たりのないときは、\n"
            "下の画面で招待を取り消し、日本損害保険協会へ、すぐにお知らせ\n"
            "ください。"
        ),
    ),
    OutboxMail.Kind.MEMBER_JOINED: _Notice(
        gettext_lazy("招待された方が、次の組織の利用者になりました。"),
        gettext_lazy(
            "招待した方と違う方のとき、またはお心当たりのないときは、招待メールが\n"
            "ほかの人に渡ったおそれがあります。この方を利用者から削除するよう、\n"
            "組織の管理者へすぐにご依頼ください（管理者の方は、下の画面から\n"
            "削除できます）。"
        ),
    ),
    OutboxMail.Kind.MEMBER_REMOVED: _Notice(
        gettext_lazy(
            "次の方は、この組織の利用者ではなくなりました。\nログイン中の画面も、次の操作で終わります。"
        ),
        _ASK,
    ),
    OutboxMail.Kind.ROLE_CHANGED: _Notice(
        gettext_lazy("次の方の役割が変わりました。次の操作から、新しい役割でご利用\nいただけます。"), _ASK
    ),
    OutboxMail.Kind.FACTOR_RESET_ASKED: _Notice(
        gettext_lazy(
            "次の方の2段階目の認証（パスキー、認証アプリなど）の再設定が\n"
            "申請されました。申請した管理者とは別の管理者が承認するまで、\n"
            "何も変わりません。申請は24時間で無効になります。"
        ),
        gettext_lazy(
            "管理者の方は、電話などでご本人の申し出であることを確かめてから、\n"
            "下の画面で承認してください。お心当たりのないときは、下の画面で\n"
            "取りやめるか、ご所属の組織の管理者へ、すぐにお知らせください。"
        ),
    ),
    OutboxMail.Kind.FACTOR_RESET_DONE: _Notice(
        gettext_lazy(
            "次の方の2段階目の認証（パスキー、認証アプリなど）を再設定しました。\n"
            "これまでの認証は使えません。"
        ),
        gettext_lazy(
            "ご本人は、次のログインのときに、新しい認証を登録してください。\n"
            "お心当たりのないときは、ご所属の組織のほかの管理者か日本損害保険協会\n"
            "へ、すぐにお知らせください。"
        ),
    ),
    OutboxMail.Kind.FACTOR_ADDED: _Notice(
        gettext_lazy("次の方の2段階目の認証が追加されました。\nこれからは、この方法でもログインできます。"),
        _NOT_ME,
        "staff:account",
    ),
    OutboxMail.Kind.FACTOR_REMOVED: _Notice(
        gettext_lazy("次の方の2段階目の認証が削除されました。\nこれからは、この方法ではログインできません。"),
        _NOT_ME,
        "staff:account",
    ),
    OutboxMail.Kind.RECOVERY_CODES_MADE: _Notice(
        gettext_lazy("次の方のリカバリーコードが作り直されました。\nこれまでのコードは使えません。"),
        _NOT_ME,
        "staff:account",
    ),
    OutboxMail.Kind.RECOVERY_CODE_USED: _Notice(
        gettext_lazy("次の方のリカバリーコードが1つ使われました。\n使われたコードは、もう使えません。"),
        _NOT_ME,
        "staff:account",
    ),
    OutboxMail.Kind.PASSWORD_CHANGED: _Notice(
        gettext_lazy("次の方のパスワードが変更されました。\nほかのブラウザーでのログインは終了しました。"),
        _NOT_ME,
        "staff:account",
    ),
    OutboxMail.Kind.CONTRACT_ENDED: _Notice(
        gettext_lazy(
            "代理店契約の最終日が登録されました。最終日の翌日から、取扱代理店の\n"
            "方には、この損害保険会社の証券等は表示されません。アップロードも\n"
            "できません。"
        ),
        gettext_lazy(
            "取扱代理店の方は、契約について、損害保険会社の担当部署へお問い\n"
            "合わせください。損害保険会社の方は、最終日のあと、取扱代理店の画面で\n"
            "証券等を移管してください。"
        ),
        "desk:list",
    ),
    OutboxMail.Kind.CERTIFICATES_MOVED: _Notice(
        gettext_lazy(
            "代理店契約の終了にともない、証券等を移管しました。閲覧用URLと\n閲覧用パスワードは変わりません。"
        ),
        gettext_lazy(
            "移管先の方は、証券等の一覧で内容をご確認ください。これからの\n"
            "書類の追加とお問い合わせへの対応は、移管先で行います。"
        ),
        "desk:list",
    ),
}


def tell(kind: OutboxMail.Kind, event: AuditEvent, *, to: str) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(kind=kind, event=event, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds what the event holds."""
    event, notice = event_of(mail), NOTICES[mail.kind]
    organisation = event.organisation
    actor = event.facts.get("by")
    facts = [(_("組織"), organisation.name), *event.told]
    if event.is_by_system:
        facts.append((_("操作した方"), _("システムの運用担当者")))
    elif actor and event.staff_id != event.facts.get("staff") and actor != event.facts.get("insurer_name"):
        facts.append((_("操作した方"), actor))
    return write_notice(mail, notice, about=organisation.name, facts=facts, path=reverse(notice.page))
