"""Signed deep-link tokens: who holds one may tie the order it names to their chat.

A token is base64url(order code) followed by a signature of 22 characters. Why not a library: docs/decisions/0003.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

LONGEST_TOKEN = 64  # of A-Z a-z 0-9 _ - (core.telegram.org/bots/features#deep-linking)
# RFC 2104, section 5: a truncated HMAC keeps at least half of the hash's bits. 128 bits are 22 characters,
# which leaves 42 for the order code.
SIGNATURE_BYTES = 16
SIGNATURE_LENGTH = 22
LONGEST_CODE = 31  # bytes that 42 characters can carry
# The key signs other things too; the label keeps a signature made for one purpose from serving another.
PURPOSE = b"langnghe order link 1\0"


def make_token(secret: str, order_code: str) -> str:
    """Return the token for an order code: at most 64 characters of A-Z a-z 0-9 _ -.

    Raises:
        ValueError: the code is empty, or too long for a token.
    """
    code = order_code.encode()
    if not 0 < len(code) <= LONGEST_CODE:
        raise ValueError(
            f"Found the order code {order_code!r} of {len(code)} bytes, "
            f"expected 1 to {LONGEST_CODE}: a link holds {LONGEST_TOKEN} characters with its signature."
        )
    return _text(code) + _text(_signature(secret, code))


def order_code_of(secret: str, token: str) -> str | None:
    """Return the order code of a token that was made with `secret`, None for anything else."""
    code = _code_in(token)
    if code is None:
        return None
    # The whole token is compared, so that no second spelling of it (spare bits of base64) is taken either.
    genuine = hmac.compare_digest(make_token(secret, code), token)
    return code if genuine else None


def _code_in(token: str) -> str | None:
    if not SIGNATURE_LENGTH < len(token) <= LONGEST_TOKEN or not token.isascii():
        return None
    coded = token[:-SIGNATURE_LENGTH]
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode() or None
    except ValueError:  # neither base64 nor UTF-8
        return None


def _signature(secret: str, code: bytes) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE + code, sha256)[:SIGNATURE_BYTES]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
