"""How alike two offers' titles are: by pairs of characters, words that any title has left out. Pure."""

LEAST_ALIKE = 50  # of 100: half of the shorter title's pairs of characters
EMPTY_WORDS = ("服务", "项目", "志愿", "公益", "开展", "统一", "专项")


def likeness(one: str, other: str) -> int:
    """How many of the shorter title's pairs of characters the other has, of 100."""
    a, b = _pairs(one), _pairs(other)
    least = min(len(a), len(b))
    return 100 * len(a & b) // least if least else 0


def _pairs(text: str) -> set[str]:
    plain = "".join(c for c in text.lower() if c.isalnum())
    for word in EMPTY_WORDS:
        plain = plain.replace(word, "")
    return {plain[n : n + 2] for n in range(len(plain) - 1)}
