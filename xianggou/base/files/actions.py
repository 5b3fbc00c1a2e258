"""Keeping files: look inside, write once under the digest, then the row.

The bytes go to a temporary name, are flushed to the disk and renamed, before the row is written: a row without
its bytes can't be, bytes without a row do no harm and are found by the nightly check. Files that are personal data
(`store_passing`) lie apart, each by itself, so that they can go on their day without looking who else has the same.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from xianggou.base.files.inspect import Inspected, RefusedFile, inspected
from xianggou.base.files.models import PassingFile, StoredFile
from xianggou.base.files.scanning import Verdict, scan

DAY_SECONDS = 86_400.0


class FileGone(RuntimeError):
    """The bytes of a row are missing or changed: a defect of the disk or a tampering, never quiet."""


def store(
    data: bytes,
    name: str,
    *,
    kind: str,
    at: datetime,
    by: int | None = None,
    subject_id: int | None = None,
    body_id: int | None = None,
    is_public: bool = False,
) -> StoredFile:
    """Keep a file after looking inside it; `kind` chooses the list of types.  Raises: RefusedFile."""
    kept = inspected(data, name, kind)
    digest = hashlib.sha256(kept.data).hexdigest()
    verdict = _written(kept, digest)
    return StoredFile.objects.create(
        digest=digest,
        size=len(kept.data),
        media_type=kept.media_type,
        scanned=verdict.value,
        name=kept.name,
        kind=kind,
        subject_id=subject_id,
        body_id=body_id,
        is_public=is_public,
        made_by=by,
        made_at=at,
    )


def open_stored(file_id: int) -> BinaryIO:
    """The bytes of a stored file, for reading. Who may see it is the caller's question.

    Raises: StoredFile.DoesNotExist, FileGone.  Queries: 1.
    """
    row = StoredFile.objects.only("digest", "size").get(pk=file_id)
    path = path_of(row.digest)
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise FileGone(f"stored file {file_id}: no bytes under {row.digest}") from error
    if os.fstat(stream.fileno()).st_size != row.size:
        stream.close()
        raise FileGone(f"stored file {file_id}: size differs from the row")
    return stream


def path_of(digest: str) -> Path:
    """Where the bytes of a digest lie: folders of two digits."""
    return Path(settings.XIANGGOU_FILES) / digest[:2] / digest[2:4] / digest


def store_passing(data: bytes, name: str, *, kind: str, at: datetime, keep_until: date) -> PassingFile:
    """Keep a file that is personal data up to its day; its name is not kept.  Raises: RefusedFile."""
    kept = inspected(data, name, kind)
    place = uuid.uuid4()
    digest = hashlib.sha256(kept.data).hexdigest()
    verdict = _placed(kept, passing_path(place), digest)
    return PassingFile.objects.create(
        place_on_disk=place,
        digest=digest,
        size=len(kept.data),
        media_type=kept.media_type,
        scanned=verdict.value,
        kind=kind,
        keep_until=keep_until,
        made_at=at,
    )


def open_passing(row: PassingFile) -> BinaryIO:
    """The bytes of a passing file. Who may see it is the caller's question.  Raises: FileGone."""
    try:
        return passing_path(row.place_on_disk).open("rb")
    except FileNotFoundError as error:
        raise FileGone(f"passing file {row.pk}: no bytes") from error


def let_go(file_ids: Iterable[int]) -> int:
    """Delete passing files, rows at once and bytes when that is sure.  Gives: how many.  Queries: 2."""
    rows = PassingFile.objects.filter(pk__in=list(file_ids))
    places = list(rows.values_list("place_on_disk", flat=True))
    gone, _each = rows.delete()
    for place in places:
        transaction.on_commit(partial(passing_path(place).unlink, missing_ok=True))
    return gone


def sweep_passing(older_than: float = DAY_SECONDS) -> int:
    """Delete bytes of passing files whose row was never written or went without them.  Gives: how many.  Queries: 1."""
    known = {place.hex for place in PassingFile.objects.values_list("place_on_disk", flat=True)}
    late, gone = time.time() - older_than, 0
    for path in (Path(settings.XIANGGOU_FILES) / "passing").glob("*/*"):
        if path.name not in known and path.stat().st_mtime < late:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def passing_path(place: uuid.UUID) -> Path:
    """Where the bytes of a passing file lie."""
    return Path(settings.XIANGGOU_FILES) / "passing" / place.hex[:2] / place.hex


def digest_on_disk(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _written(kept: Inspected, digest: str) -> Verdict:
    """Put the bytes of a lasting file in place, unless they lie there already.  Raises: RefusedFile."""
    return _placed(kept, path_of(digest), digest)


def _placed(kept: Inspected, target: Path, digest: str) -> Verdict:
    """Scan and put the bytes in place.  Raises: RefusedFile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(kept.data)
            stream.flush()
            os.fsync(stream.fileno())
        verdict = scan(path)
        if verdict is Verdict.FOUND:
            raise RefusedFile(_("“%(name)s”含有病毒，不予接收，请联系管理员") % {"name": kept.name})
        path.chmod(0o440)
        if not target.exists() or digest_on_disk(target) != digest:
            path.replace(target)
            _flush_folder(target.parent)
    finally:
        path.unlink(missing_ok=True)
    return verdict


def _flush_folder(folder: Path) -> None:
    """Make a rename survive a power cut, where the system can."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
