"""Unified social credit codes (统一社会信用代码): both check digits, with the reason for each refusal.

GB 32100 fixes the last character, GB 11714 the last of the organisation part in the middle.
"""

from dataclasses import dataclass

_LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What is wrong with a code, and at which character (from 1; 0 = the whole)."""

    code: str
    reason: str = ""
    position: int = 0

    @property
    def is_right(self) -> bool:
        """Whether the code can be one."""
        return not self.reason

    def as_json(self) -> dict[str, object]:
        """The form that the command line and the API share."""
        return {"code": self.code, "ok": self.is_right, "reason": self.reason, "position": self.position}


def check(code: str, alphabet: str = _ALPHABET, modulus: int = 31, multiplier: int = 3) -> CodeCheck:
    """Check a code as it stands: nothing is stripped or turned to capitals here."""
    if len(code) != _LENGTH:
        return CodeCheck(code, f"应为 {_LENGTH} 位，这里是 {len(code)} 位")
    for position, sign in enumerate(code, 1):
        if sign not in alphabet:
            return CodeCheck(code, f"第 {position} 位“{sign}”不在代码字符集内", position)
    organisation = code[8:17]
    if organisation[-1] != organisation_digit(organisation[:-1]):
        return CodeCheck(code, "第 17 位与主体标识码的校验不符", 17)
    if code[-1] != check_digit(code[:-1], alphabet, modulus, multiplier):
        return CodeCheck(code, "第 18 位与代码的校验不符", 18)
    return CodeCheck(code)


def check_digit(body: str, alphabet: str = _ALPHABET, modulus: int = 31, multiplier: int = 3) -> str:
    """The last character that the first seventeen ask for."""
    total = sum(alphabet.index(sign) * pow(multiplier, i, modulus) for i, sign in enumerate(body))
    return alphabet[-total % modulus]


def organisation_digit(body: str) -> str:
    """The last character of the organisation part, `X` standing for ten."""
    total = sum(_ORGANISATION.index(s) * w for s, w in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    digit = 11 - total % 11
    return {10: "X", 11: "0"}.get(digit, str(digit))
