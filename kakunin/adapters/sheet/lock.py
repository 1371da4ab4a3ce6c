"""A file that opens only with its password; AES-256, as the programs themselves do it."""

import io

import pikepdf
from msoffcrypto.format.ooxml import OOXMLFile

from kakunin.foundation import tokens


def lock_spreadsheet(content: bytes, password: str) -> bytes:
    """Excel and LibreOffice ask for it when they open the file."""
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, locked)
    return locked.getvalue()


def lock_pdf(content: bytes, password: str) -> bytes:
    """The owner's password is nobody's: only the reader's opens it."""
    locked = io.BytesIO()
    encryption = pikepdf.Encryption(owner=tokens.new_locator(), user=password, R=6)
    with pikepdf.open(io.BytesIO(content)) as page:
        page.save(locked, encryption=encryption)
    return locked.getvalue()
