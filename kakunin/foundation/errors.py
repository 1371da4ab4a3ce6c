"""Every failure that Kakunin anticipates, as one tree.

    KakuninError
    ├── NotFound 404            there is no such thing, or it is not yours
    ├── NotAllowed 403          you may see it, but not do this
    │   ├── ContractOver        the agency's contract with the insurer does not run
    │   └── PasswordNotYours    the viewing password is for those who uploaded
    ├── Refused 422             what was given can't be taken as it is
    │   ├── DocumentRefused     one uploaded file, with the reason
    │   ├── DocumentsRefused    an upload: which of its files, each with its reason
    │   ├── NumberTaken         the 証券番号 stands already
    │   ├── TooManyDocuments    one certificate holds no more
    │   ├── SameDocumentThere   the same PDF stands in the certificate
    │   ├── LastDocument        a certificate without documents is none
    │   ├── NothingChanged      what was given is what is there
    │   ├── StillWaiting        the same mail is due already
    │   ├── TooLateToRestore    it was withdrawn more than a day ago
    │   ├── ChangedMeanwhile 409  somebody else was quicker; what is there now comes first
    │   ├── DomainNotRegistered the address is not that of a registered obligee
    │   ├── AddressInUse        somebody with this address is staff already
    │   ├── AlreadyInvited      and the invitation waits
    │   ├── LastAdministrator   nobody else could administer the organisation
    │   ├── SecondPersonNeeded  four eyes: another administrator has to do it
    │   ├── FourEyesPossible    two administrators there can do it; the operator does not
    │   ├── AlreadyAsked        a factor's reset waits for another administrator
    │   ├── NameTaken           an insurer of this name is there
    │   ├── NoSuchAgency        the linking code is no agency's
    │   ├── ContractRunning     it must have ended first
    │   ├── EndsBeforeItStarts  the contract
    │   ├── NothingToMove       the agency has no certificates of this insurer
    │   ├── CodeRefused         a wrong one-time password; tries are left
    │   └── CodeEnded           a one-time password that nothing can make good
    ├── KeyRefused 403          viewing URL and viewing password don't open anything
    ├── ViewingEnded 403        the key was right once; the viewing is over
    ├── LoginEnded 403          the obligee's login is over, or its domain suspended
    ├── InvitationEnded 410     used, withdrawn, expired, or never given out
    ├── PasswordResetEnded 410  the link of a forgotten password: likewise
    ├── Withdrawn 410           the certificate was withdrawn; nothing of it is shown
    ├── TooMuch 413             larger than the limits
    ├── TooOften 429            the same again and again; it says how long to wait
    ├── Unavailable 503         a part that we need doesn't answer; try again later
    │   ├── SandboxBusy
    │   └── ScannerAway         nobody can say whether a file is harmless
    └── Damaged 500             stored bytes are not what we stored: an alarm, never served

Each has a stable ``code`` (for logs, tests and later the API), an HTTP ``status``
and a ``message`` that tells the user what to do next. Whatever is not in this
tree is a bug and ends on the plain 500 page.
"""

import math
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class KakuninError(Exception):
    """The root; never raised itself."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    message: Text = _("ただいま処理できませんでした。しばらくしてから、もう一度お試しください。")

    def __init__(self, message: Text | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)


class NotFound(KakuninError):
    code = "not_found"
    status = 404
    message = _("お探しのページは見つかりませんでした。")


class NotAllowed(KakuninError):
    code = "not_allowed"
    status = 403
    message = _("この操作は、お使いの利用者では行えません。")


class ContractOver(NotAllowed):
    code = "contract_over"
    message = _(
        "この損害保険会社との代理店契約が有効でないため、アップロードできません。契約の期間を、損害保険会社の担当部署へご確認ください。"
    )


class PasswordNotYours(NotAllowed):
    code = "password_not_yours"
    message = _(
        "閲覧用パスワードは、この証券等をアップロードした組織の方にだけ表示します。アップロードした取扱代理店へお問い合わせください。"
    )


class Refused(KakuninError):
    code = "refused"
    status = 422
    message = _("入力内容をお確かめください。")


class DocumentRefused(Refused):
    """One uploaded file can't be taken (U2, T10, T10b).

    ``reason`` is a stable machine word such as ``needs_password``; ``message``
    is for the person and does not name the file: the page shows it beside it.
    """

    code = "document_refused"

    def __init__(self, reason: str, message: Text) -> None:
        self.reason = reason
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


class DocumentsRefused(Refused):
    """``reasons`` maps the position of a file in the upload to why it is refused."""

    code = "documents_refused"

    def __init__(self, reasons: dict[int, DocumentRefused]) -> None:
        self.reasons = reasons
        super().__init__()


class NumberTaken(Refused):
    code = "number_taken"
    message = _("この証券番号では登録できません。番号をお確かめのうえ、損害保険会社へお問い合わせください。")


class TooManyDocuments(Refused):
    code = "too_many_documents"
    message = _("1件の証券等に登録できる書類の数を超えています。書類を1つのPDFにまとめてください。")


class SameDocumentThere(Refused):
    code = "same_document_there"
    message = _("この証券等に、同じ内容のPDFがすでに登録されています。")


class LastDocument(Refused):
    code = "last_document"
    message = _(
        "この証券等の書類は、これだけです。誤って登録したときは、証券等の全体を取り下げてください。正しいPDFがあるときは、先に追加してください。"
    )


class NothingChanged(Refused):
    code = "nothing_changed"
    message = _("登録されている内容と同じです。訂正するところを入力してください。")


class StillWaiting(Refused):
    code = "still_waiting"
    message = _(
        "前のメールが送信待ちです。自動で送信しますので、しばらくお待ちください。宛先が誤っているときは、宛先を訂正してください。"
    )


class TooLateToRestore(Refused):
    code = "too_late_to_restore"
    message = _(
        "取り下げから24時間が過ぎたため、取り消せません。必要なときは、もう一度アップロードしてください。"
    )


class ChangedMeanwhile(Refused):
    """What was shown is not what is there any more; nothing was written."""

    code = "changed_meanwhile"
    status = 409
    message = _(
        "ほかの方が先にこの証券等を変更したため、まだ何も変更していません。今の内容をお確かめのうえ、もう一度操作してください。"
    )


class DomainNotRegistered(Refused):
    """``host`` is what stands behind the @ (D1)."""

    code = "domain_not_registered"
    message = _(
        "このメールアドレスのドメイン（@より後ろ）は登録されていません。登録済みのドメインのメールアドレスを入力してください。"
    )

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__()


class AddressInUse(Refused):
    code = "address_in_use"
    message = _(
        "このメールアドレスは、すでに利用者として登録されています。別の組織に登録が残っているときは、その組織の管理者へ、削除をご依頼ください。"
    )


class AlreadyInvited(Refused):
    code = "already_invited"
    message = _(
        "このメールアドレスは、すでに招待しています。届いていないときは、一覧から招待メールを送り直してください。"
    )


class LastAdministrator(Refused):
    code = "last_administrator"
    message = _("管理者がほかにいないため、この操作はできません。先に、ほかの利用者を管理者にしてください。")


class SecondPersonNeeded(Refused):
    code = "second_person_needed"
    message = _(
        "認証の再設定は、ご本人を除く2人の管理者で行います。管理者が足りないときは、先に、ほかの利用者を管理者にしてください。"
    )


class FourEyesPossible(Refused):
    code = "four_eyes_possible"
    message = _("組織のほかの管理者2人が、「利用者」の画面で認証を再設定できます。管理者へご依頼ください。")


class AlreadyAsked(Refused):
    code = "already_asked"
    message = _("この方の認証の再設定は、すでに申請されています。別の管理者の承認をお待ちください。")


class NameTaken(Refused):
    code = "name_taken"
    message = _("同じ名称の損害保険会社が、すでに登録されています。")


class NoSuchAgency(Refused):
    code = "no_such_agency"
    message = _(
        "この連携コードの取扱代理店は見つかりませんでした。代理店の「利用者」の画面に表示されている12文字をご確認ください。"
    )


class ContractRunning(Refused):
    code = "contract_running"
    message = _("この取扱代理店との契約は、まだ終わっていません。")


class EndsBeforeItStarts(Refused):
    code = "ends_before_it_starts"
    message = _("最終日は、契約の開始日と同じ日か後の日を入力してください。")


class NothingToMove(Refused):
    code = "nothing_to_move"
    message = _("移管する証券等はありません。")


class CodeRefused(Refused):
    """``tries_left`` is at least one (D2)."""

    code = "code_refused"

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(
            _(
                "ワンタイムパスワードが違います。メールに書かれた8桁の数字をご確認ください（あと%d回入力できます）。"
            )
            % tries_left
        )


class CodeEnded(Refused):
    code = "code_ended"
    message = _("このワンタイムパスワードは使えなくなりました。新しいワンタイムパスワードを送ってください。")


class KeyRefused(KakuninError):
    code = "key_refused"
    status = 403
    message = _("閲覧用URLまたは閲覧用パスワードが正しくありません。")


class ViewingEnded(KakuninError):
    code = "viewing_ended"
    status = 403
    message = _("閲覧を終了しました。もう一度、閲覧用パスワードを入力してください。")


class LoginEnded(KakuninError):
    code = "login_ended"
    status = 403
    message = _("ログインを終了しました。もう一度、ワンタイムパスワードでログインしてください。")


class InvitationEnded(KakuninError):
    code = "invitation_ended"
    status = 410
    message = _("この招待は使えません。招待した管理者へ、招待メールの送り直しをご依頼ください。")


class PasswordResetEnded(KakuninError):
    code = "password_reset_ended"
    status = 410
    message = _("このURLは使えません。パスワードの再設定を、もう一度はじめから行ってください。")


class Withdrawn(KakuninError):
    code = "withdrawn"
    status = 410
    message = _("この証券等は取り下げられたため、表示できません。取扱店へお問い合わせください。")


class TooMuch(KakuninError):
    code = "too_much"
    status = 413
    message = _("一度に送れる大きさを超えています。ファイルを分けて、もう一度お送りください。")


class TooOften(KakuninError):
    """``seconds`` until it may be tried again."""

    code = "too_often"
    status = 429
    message = _("しばらくおいて、もう一度お試しください。")

    def __init__(self, seconds: int, message: Text | None = None) -> None:
        self.seconds = seconds
        minutes = math.ceil(seconds / 60)
        wait = (
            _("%d秒ほどおいて、もう一度お試しください。") % seconds
            if minutes < 3
            else _("%d分ほどおいて、もう一度お試しください。") % minutes
        )
        super().__init__(message or wait)


class Unavailable(KakuninError):
    code = "unavailable"
    status = 503
    message = _("ただいま混み合っています。しばらくしてから、もう一度お試しください。")


class SandboxBusy(Unavailable):
    code = "sandbox_busy"


class ScannerAway(Unavailable):
    """No clear answer from the malware scanner: an upload is never taken unscanned (U2)."""

    code = "scanner_away"
    message = _(
        "ただいまウイルス検査を行えないため、アップロードできません。しばらくしてから、もう一度お試しください。"
    )


class Damaged(KakuninError):
    code = "damaged"
    status = 500
    message = _("保管している内容に異常が見つかったため、お見せできません。取扱店へご連絡ください。")
