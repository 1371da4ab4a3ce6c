"""What the demo says on the terminal, in both languages: nobody has chosen one yet."""

PREPARING = "デモを準備しています… / Preparing the demo …"
EMPTIED = "デモのデータを空にしました。 / The demo's data is empty now."
STOPPED = "デモを終了しました。 / The demo has stopped."

GREETING = """
  Kakunin  {url}

  パスワードはすべて / one password for all:  {password}
    agency@example.jp          取扱代理店 / agency
    agency-admin@example.jp    その管理者 / its administrator
    insurer@example.jp         損害保険ジャパン / insurer
    insurer-admin@example.jp   その管理者 / its administrator
    other-insurer@example.jp   三井住友海上（他社の証券は見えません）/ another insurer: sees none of it
    association@example.jp     日本損害保険協会 / association: figures and members, never a certificate

  試してみましょう / Try
    1  {url}/desk/            agency@example.jp でログインし、PDFをアップロード
                               log in as the agency, upload a PDF
    2  {url}/demo/mail/       届いた2通のメールを読む
                               read the two mails
    3  メールのURLを開き、もう1通のパスワードを入力 → ページが見えます
       open the URL of one mail, type the password of the other: the pages appear
    4  「発注者の方」を開き、keiyaku@city.example.lg.jp でログイン（ワンタイムパスワードは {url}/demo/mail/）
       → PDFをダウンロード
       as the obligee, log in with that address (the one-time password is in the mails): download the PDF
    5  {url}/desk/members/    agency-admin@example.jp でログインし、利用者を招待
                               log in as the agency's administrator, invite somebody

  終了 / stop:  Ctrl-C      空にする / start afresh:  make demo-reset
"""
