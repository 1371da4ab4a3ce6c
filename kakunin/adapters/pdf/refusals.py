"""Why a file can't be taken, in words for the person who chose it: what is wrong, what to do next."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.errors import DocumentRefused

_MAKE_ANEW = _("このPDFは正しく読み取れませんでした。作成元のソフトウェアで保存し直したPDFをお使いください。")
_TOO_HEAVY = _(
    "このPDFは内容が複雑すぎるため、表示できませんでした。印刷用のPDFに保存し直してお試しください。"
)

REASONS = {
    "not_named_pdf": _("名前の末尾が「.pdf」または「.PDF」のファイルを選んでください。"),
    "empty": _("ファイルの中身が空です。正しいPDFを選び直してください。"),
    "too_large": format_lazy(
        _("ファイルが大きすぎます。{megabytes}MB以下に分けるか、画質を下げて保存し直してください。"),
        megabytes=settings.MAX_FILE_BYTES // 1024**2,
    ),
    "malware": _(
        "危険な内容（ウイルスなど）の疑いがあります。このファイルは開かずに、お勤め先の情報システムの担当者へご相談ください。"
    ),
    "not_pdf": _("PDFではないファイルです。名前だけでなく、中身もPDFのファイルを選んでください。"),
    "unreadable": _MAKE_ANEW,
    "parsers_disagree": _MAKE_ANEW,
    "needs_password": _("開くのにパスワードが必要なPDFです。パスワードを外して保存し直してください。"),
    "no_pages": _("ページのないPDFです。正しいPDFを選び直してください。"),
    "too_many_pages": format_lazy(
        _("ページが多すぎます。{pages}ページ以下に分けてください。"), pages=settings.MAX_PAGES
    ),
    "page_too_large": _("大きすぎる用紙のページがあります。A3判以下の用紙で保存し直してください。"),
    "javascript": _(
        "スクリプト（JavaScript）を含むPDFは受け付けられません。印刷用のPDFに保存し直してください。"
    ),
    "launch_action": _("外部の動作を起動するPDFは受け付けられません。印刷用のPDFに保存し直してください。"),
    "embedded_files": _(
        "別のファイルが添付されたPDFは受け付けられません。添付を外して保存し直してください。"
    ),
    "xfa": _("入力フォーム（XFA形式）のPDFは受け付けられません。印刷用のPDFに保存し直してください。"),
    "missing_fonts": _(
        "正しく表示できない文字があります。フォントを埋め込む設定で、PDFを保存し直してください。"
    ),
    "too_slow": _TOO_HEAVY,
    "too_much_memory": _TOO_HEAVY,
    "crashed": _TOO_HEAVY,
}


def refusal(reason: str) -> DocumentRefused:
    """The error for a word of the table; a word that is not in it counts as a crash."""
    known = reason if reason in REASONS else "crashed"
    return DocumentRefused(known, REASONS[known])
