"""Feeding expat in pieces so that no file can make it slow.

expat reads an unfinished token again from its start with every piece; a token that never ends (a comment, an attribute,
a tag of megabytes) costs the square of its length. No office program writes such a token.
"""

from __future__ import annotations

from xml.parsers import expat

LONGEST = 1 << 20


class Fed:
    """One XML part on its way through a parser."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._bytes = 0

    def piece(self, piece: bytes) -> None:
        """The next piece. Raises: ExpatError when it is no XML or a token passes LONGEST bytes."""
        self._parser.Parse(piece, False)  # noqa: FBT003
        self._bytes += len(piece)
        if self._bytes - max(self._parser.CurrentByteIndex, 0) > LONGEST:
            raise expat.ExpatError(f"a token of more than {LONGEST} bytes")

    def end(self) -> None:
        """The end of the part. Raises: ExpatError when something is left open."""
        self._parser.Parse(b"", True)  # noqa: FBT003
