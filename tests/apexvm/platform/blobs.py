"""`Blob`, `Crypto`, `EncodingUtil`, `UUID` and `Url`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import random
import secrets
import urllib.parse
import uuid

from tests.apexvm.errors import fail
from tests.apexvm.numbers import integer, long
from tests.apexvm.registry import PlatformObject, method, static
from tests.apexvm.text import units, utf8
from tests.apexvm.values import Blob, Long, Value


@static("Blob", "valueOf")
def blob_value_of(text: str) -> Blob:
    """Encode a text in UTF-8."""
    return Blob(utf8(text))


@method("Blob")
def to_string(this: Blob) -> str:
    """Decode UTF-8."""
    try:
        return units(this.data.decode())
    except UnicodeDecodeError:
        fail("StringException", "BLOB is not a valid UTF-8 string")


@method("Blob")
def size(this: Blob) -> int:
    """Count the bytes."""
    return len(this.data)


_DIGESTS = {
    "md5": hashlib.md5,
    "sha1": hashlib.sha1,
    "sha-1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha-256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha-512": hashlib.sha512,
    "sha3-256": hashlib.sha3_256,
}


@static("Crypto")
def generate_digest(algorithm: str, data: Blob) -> Blob:
    """Hash bytes."""
    return Blob(_algorithm(algorithm)(data.data).digest())


@static("Crypto")
def generate_mac(algorithm: str, data: Blob, key: Blob) -> Blob:
    """Hash bytes with a key."""
    name = algorithm.lower().removeprefix("hmac")
    return Blob(hmac.new(key.data, data.data, _algorithm(name)).digest())


def _algorithm(name: str):  # type: ignore[no-untyped-def]
    found = _DIGESTS.get(name.lower())
    if found is None:
        fail("NoSuchElementException", f"Unknown algorithm {name}")
    return found


@static("Crypto")
def get_random_integer() -> int:
    """Draw an Integer."""
    return integer(random.getrandbits(32))


@static("Crypto")
def get_random_long() -> Long:
    """Draw a Long."""
    return long(random.getrandbits(64))


@static("Crypto")
def generate_aes_key(bits: int) -> Blob:
    """Draw a key."""
    return Blob(secrets.token_bytes(bits // 8))


@static("EncodingUtil")
def base64_encode(data: Blob) -> str:
    """Write bytes in base 64."""
    return base64.b64encode(data.data).decode()


@static("EncodingUtil")
def base64_decode(text: str) -> Blob:
    """Read bytes in base 64."""
    try:
        return Blob(base64.b64decode(text + "=" * (-len(text) % 4)))
    except binascii.Error as error:
        fail("StringException", f"Invalid base64: {error}")


@static("EncodingUtil")
def convert_to_hex(data: Blob) -> str:
    """Write bytes in hexadecimal digits."""
    return data.data.hex()


@static("EncodingUtil")
def convert_from_hex(text: str) -> Blob:
    """Read bytes in hexadecimal digits."""
    try:
        return Blob(bytes.fromhex(text))
    except ValueError:
        fail("InvalidParameterValueException", f"Invalid hexadecimal text: {text}")


@static("EncodingUtil")
def url_encode(text: str, charset: str) -> str:
    """Encode for a form; a blank becomes a plus."""
    encoded = urllib.parse.quote_plus(utf8(text), safe="*-._")
    return encoded.replace("~", "%7E")


@static("EncodingUtil")
def url_decode(text: str, charset: str) -> str:
    """Decode what is encoded for a form."""
    return units(urllib.parse.unquote_plus(text, charset))


class Uuid(PlatformObject, apex="UUID"):
    """A universally unique identifier."""

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def told(self) -> str:
        """The text."""
        return self._text

    def to_string(self) -> str:
        """Give the text."""
        return self._text

    def equals(self, other: Value) -> bool:
        """Compare."""
        return isinstance(other, Uuid) and other.told == self._text


@static("UUID")
def random_uuid() -> Uuid:
    """Draw an identifier."""
    return Uuid(str(uuid.uuid4()))


@static("UUID")
def from_string(text: str) -> Uuid:
    """Read an identifier."""
    try:
        return Uuid(str(uuid.UUID(text)))
    except ValueError:
        fail("IllegalArgumentException", f"Invalid UUID string: {text}")


class Url(PlatformObject, apex="Url", new=True):
    """An address."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts = urllib.parse.urlsplit(text)
        if not self._parts.scheme:
            fail("StringException", f"no protocol: {text}")

    @property
    def told(self) -> str:
        """The text."""
        return self._text

    def to_external_form(self) -> str:
        """Give the text."""
        return self._text

    def get_protocol(self) -> str:
        """Give the scheme."""
        return self._parts.scheme

    def get_host(self) -> str:
        """Give the host."""
        return self._parts.hostname or ""

    def get_port(self) -> int:
        """Give the port, or -1."""
        return self._parts.port or -1

    def get_path(self) -> str:
        """Give the path."""
        return self._parts.path

    def get_query(self) -> Value:
        """Give the query, or null."""
        return self._parts.query or None

    def get_ref(self) -> Value:
        """Give the fragment, or null."""
        return self._parts.fragment or None


@static("Url")
def get_org_domain_url() -> Url:
    """Give the address of the org."""
    return Url("https://example.my.salesforce.com")
