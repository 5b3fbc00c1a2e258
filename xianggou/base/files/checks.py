"""Proof that every stored file is still what it was: each digest worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xianggou.base.files.actions import digest_on_disk, passing_path, path_of
from xianggou.base.files.models import PassingFile, StoredFile


@dataclass(frozen=True, slots=True)
class Check:
    """One thing proved or broken."""

    name: str
    ok: bool
    detail: str = ""


def checks() -> Iterator[Check]:
    """Run every proof.  Queries: 3."""
    missing, changed = [], []
    for digest in (
        StoredFile.objects.order_by("digest").values_list("digest", flat=True).distinct().iterator()
    ):
        path = path_of(digest)
        if not path.is_file():
            missing.append(digest)
        elif digest_on_disk(path) != digest:
            changed.append(digest)
    for place, digest in PassingFile.objects.values_list("place_on_disk", "digest").iterator():
        path = passing_path(place)
        if not path.is_file():
            missing.append(digest)
        elif digest_on_disk(path) != digest:
            changed.append(digest)
    yield Check("files: every stored file is there", not missing, "、".join(d[:16] for d in missing[:20]))
    yield Check("files: no stored file was changed", not changed, "、".join(d[:16] for d in changed[:20]))
    unknown = StoredFile.objects.filter(scanned="unknown").count()
    yield Check("files: the scanner answered for each file", not unknown, f"{unknown}" if unknown else "")
