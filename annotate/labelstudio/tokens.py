"""What kind of token somebody gave, read from its form alone; nothing of it is ever shown.

Label Studio knows three: the legacy token (40 hexadecimal digits, valid until it
is reset), the personal access token (a signed one that names its own end), and the
access token, which programs get for five minutes and people copy by mistake.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LEGACY, PERSONAL, ACCESS, UNKNOWN = "legacy", "personal", "access", "unknown"
SOON = timedelta(days=14)
PAGE = "Account & Settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKind:
    """What the form of a token says.

    Args:
        name: legacy, personal, access or unknown.
        ends: from when on it is refused; None if it does not say.
    """

    name: str
    ends: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        """True if the token is refused by now."""
        return self.ends is not None and self.ends <= now

    def ends_soon(self, now: datetime) -> bool:
        """True if the token should be renewed before the work is done."""
        return self.ends is not None and now < self.ends <= now + SOON


def token_kind(token: str) -> TokenKind:
    """Return what a token's form says.

    >>> token_kind("0123456789abcdef0123456789abcdef01234567").name, token_kind("secret").name
    ('legacy', 'unknown')
    """
    if re.fullmatch("[0-9a-f]{40}", token):
        return TokenKind(name=LEGACY)
    try:
        _, body, _ = token.split(".")
        said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        ends = datetime.fromtimestamp(said["exp"], tz=UTC)
        return TokenKind(name={"refresh": PERSONAL, "access": ACCESS}.get(said["token_type"], UNKNOWN), ends=ends)
    except (ValueError, TypeError, KeyError, OverflowError, OSError):
        return TokenKind(name=UNKNOWN)


def advice(kind: TokenKind, said: str, now: datetime) -> tuple[str, str]:
    """Return why a server refuses a token, as far as can be told, and what to do.

    Args:
        kind: what its form says.
        said: the server's own words.
        now: the present moment.
    """
    copy = f"Copy the personal access token from {PAGE} → Personal Access Token."
    if kind.name == ACCESS:
        return "it is an access token, which holds for five minutes only", copy
    if kind.ends is not None and kind.has_ended(now):
        return f"it ended on {kind.ends:%Y-%m-%d}", f"Make a new one under {PAGE} → Personal Access Token."
    if kind.name == LEGACY and "disabled" in said:
        todo = f"{copy} Or an administrator allows legacy tokens under Organization → Access Token Settings."
        return "it is a legacy token, and the server's organization does not allow these", todo
    if kind.name == UNKNOWN:
        return "it has not the form of a token: something may be missing or too much", f"Copy it again from {PAGE}."
    return f"it is a {kind.name} token that was reset, or of another server or a removed account", (
        f"Copy the present one from {PAGE}, signed in to this server."
    )
