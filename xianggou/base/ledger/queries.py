"""Reading the books: balances of a line, a dossier, a place; statements that can be replayed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from xianggou.base.ledger.models import Account, Bucket, Line, Transfer
from xianggou.base.ready import INTS, among, ready
from xianggou.core.money import Fen, split


@dataclass(frozen=True, slots=True)
class Standing:
    """How money stands, in 分. approved = available + held + committed + payable + paid + returned."""

    available: int = 0
    held: int = 0
    committed: int = 0
    payable: int = 0
    paid: int = 0
    returned: int = 0

    @property
    def approved(self) -> int:
        return self.available + self.held + self.committed + self.payable + self.paid + self.returned


def standing(where: Q) -> Standing:
    """The standing of all accounts that `where` (on Account) selects. Queries: 1."""
    return Standing(**{bucket: int(total) for bucket, total in _by_bucket(where)})


def _by_bucket(where: Q) -> QuerySet[Account, tuple[str, int]]:
    rows = Account.objects.filter(where).exclude(bucket=Bucket.SOURCE)
    return rows.values_list("bucket").annotate(Sum("balance_fen"))


def standings_by_line(line_ids: Iterable[int]) -> dict[int, Standing]:
    """The standing of each line. Queries: 1."""
    found: dict[int, dict[str, int]] = {}
    for line_id, bucket, total in _by_line(list(line_ids)):
        found.setdefault(line_id, {})[bucket] = int(total)
    return {line_id: Standing(**buckets) for line_id, buckets in found.items()}


@ready(INTS)
def _by_line(line_ids: list[int]) -> QuerySet[Account, tuple[int, str, int]]:
    rows = Account.objects.filter(line_id__in=among(line_ids)).exclude(bucket=Bucket.SOURCE)
    return rows.values_list("line_id", "bucket").annotate(Sum("balance_fen"))


def lines_of_item(item_id: int) -> list[Line]:
    """The lines of a plan item, one for each fund. Queries: 1."""
    return _lines_of_item(item_id)


@ready(int)
def _lines_of_item(item_id: int) -> QuerySet[Line]:
    return Line.objects.filter(item_id=item_id).order_by("id")


def lines_of_items(item_ids: Iterable[int]) -> list[Line]:
    """The lines of many plan items. Queries: 1."""
    return list(Line.objects.filter(item_id__in=list(item_ids)).order_by("id"))


def dossier_parts(dossier_id: int, bucket: str) -> list[tuple[int, int]]:
    """(line id, 分) that a dossier has in a bucket, by line. Queries: 1."""
    return [(line_id, int(fen)) for line_id, fen in _dossier_parts(dossier_id, bucket)]


@ready(int, str)
def _dossier_parts(dossier_id: int, bucket: str) -> QuerySet[Account, tuple[int, int]]:
    rows = Account.objects.filter(dossier_id=dossier_id, bucket=bucket, balance_fen__gt=0)
    return rows.order_by("line_id").values_list("line_id", "balance_fen")


def dossier_standing(dossier_id: int) -> Standing:
    """What a dossier has held, committed, payable and paid. Queries: 1."""
    return Standing(**{bucket: int(total) for bucket, total in _dossier_standing(dossier_id)})


@ready(int)
def _dossier_standing(dossier_id: int) -> QuerySet[Account, tuple[str, int]]:
    return _by_bucket(Q(dossier_id=dossier_id))


def statement(line_id: int, *, limit: int = 50, before: int | None = None) -> list[Transfer]:
    """The moves of a line, newest first. Queries: 1."""
    rows = Transfer.objects.select_related("voucher", "from_account", "to_account").filter(
        Q(from_account__line_id=line_id) | Q(to_account__line_id=line_id)
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows.order_by("-id")[:limit])


def spread(parts: list[tuple[int, int]], wanted_fen: int) -> dict[int, int]:
    """Take `wanted_fen` 分 from the parts in proportion; the parts add up and none gives more than it has.

    Gives: line id -> 分.  Raises: ValueError when the parts have less than is wanted.
    """
    have = sum(fen for _, fen in parts)
    if wanted_fen > have:
        raise ValueError(f"{wanted_fen} wanted, {have} there")
    shares = split(Fen(wanted_fen), [fen for _, fen in parts]) if parts else ()
    return {line: int(share) for (line, _), share in zip(parts, shares, strict=True)}
