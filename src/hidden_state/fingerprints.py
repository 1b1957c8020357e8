"""What names a finding though its line moves, its file is renamed, or its code laid out anew."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hidden_state.finding import Finding


def fingerprint(*parts: str) -> str:
    """Return what names the finding that PARTS, its code first, tell from others."""
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=10).hexdigest()


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield FINDINGS, the second and later ones with the same fingerprint numbered."""
    seen: Counter[str] = Counter()
    for finding in findings:
        identity = finding.fingerprint
        seen[identity] += 1
        if seen[identity] > 1:
            finding = replace(finding, fingerprint=f"{identity}-{seen[identity]}")
        yield finding


def identity_of(finding: Finding) -> str:
    """Return the fingerprint of FINDING without its number."""
    return finding.fingerprint.partition("-")[0]
