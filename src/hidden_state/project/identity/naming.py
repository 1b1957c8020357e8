"""Which names say that something is a secret, and which that code runs in development only."""

from __future__ import annotations

from hidden_state.words import words_in

SECRETS = frozenset(
    """secret secrets salt pepper fernet hmac passphrase secretkey jwtsecret appsecret""".split()
)
KEYS = frozenset({"key", "keys", "token"})
KEY_OWNERS = frozenset(
    """secret signing sign signature enc encrypt encryption encrypted cipher crypto crypt fernet
    aes rsa hmac jwt jws jwe session sessions cookie cookies auth api private master app csrf wtf
    server access admin internal bearer service security setup webhook hash hashing flask django
    oauth storage refresh verification activation""".split()
)
OTHER = frozenset(
    """name names path file filename filepath dir folder id ids uuid guid url uri len length size
    count ttl expire expires expiry expiration age algorithm alg header headers prefix suffix field
    label nonce iv state cache cached lock locks test tests testing dummy fake mock example
    placeholder sample version hint type arn ref mask masked index request trace upload object
    primary foreign idempotency partition sort dedup unique bucket redis owner worker run
    fingerprint thumbprint public limit max min num bits bytes rounds""".split()
)
TEST = frozenset("test tests testing pytest mock fake e2e".split())
DEVELOPMENT = frozenset("dev develop development debug local demo example sandbox ci".split())
SETTINGS = frozenset("settings setting config configuration conf options environment env".split())


def is_secret(name: str, is_key: bool = False) -> bool:
    """Whether NAME is that of a secret; IS_KEY says that the value can only be a key."""
    words = words_in(name)
    if words & OTHER or not words:
        return False
    if is_key or words & SECRETS:
        return True
    return bool(words & KEYS and words & KEY_OWNERS)


def is_of_settings(name: str) -> bool:
    """Whether NAME is that of a class or module that holds settings."""
    return bool(words_in(name) & SETTINGS)
