"""Unmistakable values of a delivery, and every form in which one could leave a trace."""

import base64
import hashlib
import json
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MUNICIPALITY = "022039"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp932", "euc-jp")
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")


@dataclass(frozen=True)
class Sentinel:
    """A planted value: what it is and how the delivery writes it."""

    what: str
    written: str

    def texts(self) -> set[str]:
        """Return the value as it could be written again: normalised, stripped, in full-width digits."""
        plain = unicodedata.normalize("NFKC", self.written)
        forms = {self.written, plain, plain.replace(" ", ""), plain.replace("-", "")}
        if plain.isdigit():
            number = plain.lstrip("0")
            wide = number.translate({ord("0") + digit: chr(ord("０") + digit) for digit in range(10)})
            grouped = "-".join(number[start : start + 4] for start in range(0, len(number), 4))
            forms |= {number, wide, grouped}
        return forms

    def traces(self) -> Iterator[tuple[str, bytes]]:
        """Yield (form, bytes) of everything that would give the value away, keyless hashes among it."""
        for text in self.texts():
            for encoding in ENCODINGS:
                yield f"{self.what} in {encoding}", text.encode(encoding, errors="ignore")
            yield f"{self.what} in JSON escapes", json.dumps(text)[1:-1].encode()
            yield from self._base64(text)
            yield from self._hashes(text)
        if self.written.isdigit():
            yield from self._integers(int(self.written))

    def _base64(self, text: str) -> Iterator[tuple[str, bytes]]:
        """Yield the three forms that Base64 gives a text inside a longer one, without their unsafe ends."""
        for shift in range(3):
            padded = base64.b64encode(b"\0" * shift + text.encode())
            inner = padded[4 * (shift > 0) : -4]
            yield f"{self.what} in Base64", inner

    def _hashes(self, text: str) -> Iterator[tuple[str, bytes]]:
        for salted in (text, MUNICIPALITY + text, f"{MUNICIPALITY}:{text}"):
            for name in HASHES:
                digest = hashlib.new(name, salted.encode()).digest()
                yield f"{self.what} as {name} hex", digest.hex().encode()
                yield f"{self.what} as {name} HEX", digest.hex().upper().encode()
                yield f"{self.what} as {name} bytes", digest[:16]

    def _integers(self, number: int) -> Iterator[tuple[str, bytes]]:
        yield f"{self.what} as little-endian integer", number.to_bytes(8, "little")
        yield f"{self.what} as big-endian integer", number.to_bytes(8, "big")
        yield f"{self.what} as double", struct.pack("<d", float(number))
        yield f"{self.what} in hexadecimal", f"{number:x}".encode()


PERSON_NUMBER = Sentinel("宛名番号", "000918273645546")
OTHER_PERSON_NUMBER = Sentinel("宛名番号 of a refused row", "736455463728191")
HOUSEHOLD_NUMBER = Sentinel("世帯番号", "817263544536271")
MY_NUMBER = Sentinel("個人番号", "918273645509")
RESIDENT_CODE = Sentinel("住民票コード", "71635445361")
SURNAME = Sentinel("surname", "番兵原")
GIVEN_NAME = Sentinel("given name", "見張之助")
KANA = Sentinel("kana", "バンペイハラ")
LOT = Sentinel("番地号", "9876番地の54321号")
HOUSE = Sentinel("方書", "見張塔荘九八七号")
NOTE = Sentinel("備考", "見張メモ支援措置あり")
NAME = f"{SURNAME.written}　{GIVEN_NAME.written}"
SENTINELS = (
    PERSON_NUMBER,
    OTHER_PERSON_NUMBER,
    HOUSEHOLD_NUMBER,
    MY_NUMBER,
    RESIDENT_CODE,
    SURNAME,
    GIVEN_NAME,
    KANA,
    LOT,
    HOUSE,
    NOTE,
)


def all_traces() -> dict[bytes, str]:
    """Return every trace of every sentinel, but for those under six bytes, which chance would find."""
    traces: dict[bytes, str] = {}
    for sentinel in SENTINELS:
        for form, trace in sentinel.traces():
            if len(trace) >= 6:
                traces.setdefault(trace, form)
    return traces
