"""Keeping files: once under the digest, found again, and missed when they are gone."""

from __future__ import annotations

import hashlib
import socket
import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from xianggou.base.files import actions, checks, scanning
from xianggou.base.files.inspect import RefusedFile
from xianggou.base.files.models import StoredFile
from xianggou.base.files.tests import samples

AT = datetime(2023, 4, 10, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.XIANGGOU_FILES = tmp_path
    monkeypatch.delenv("XIANGGOU_CLAMD", raising=False)
    return tmp_path


def kept(data: bytes = samples.pdf(), name: str = "验收书.pdf") -> StoredFile:
    return actions.store(data, name, kind="evidence", at=AT, by=7)


def test_what_was_stored_is_read_back(folder):
    row = kept()
    with actions.open_stored(row.pk) as stream:
        assert stream.read() == samples.pdf()
    assert row.digest == hashlib.sha256(samples.pdf()).hexdigest()
    assert (folder / row.digest[:2] / row.digest[2:4] / row.digest).is_file()
    assert row.scanned == "unscanned"


def test_the_same_bytes_lie_on_the_disk_once_and_leave_two_rows(folder):
    first, second = kept(), kept(name="另一份.pdf")
    assert first.pk != second.pk
    assert [p for p in folder.rglob("*") if p.is_file()] == [actions.path_of(first.digest)]


def test_a_refused_file_leaves_nothing(folder):
    with pytest.raises(RefusedFile):
        kept(b"<html>", "a.pdf")
    assert not StoredFile.objects.exists()
    assert not [p for p in folder.rglob("*") if p.is_file()]


def test_changed_and_vanished_bytes_are_found(folder):
    row, other = kept(), kept(samples.picture("PNG"), "a.png")
    assert all(check.ok for check in checks.checks())

    path = actions.path_of(row.digest)
    path.chmod(0o600)
    path.write_bytes(b"x" * row.size)
    actions.path_of(other.digest).unlink()

    found = {check.name: check for check in checks.checks()}
    assert row.digest[:16] in found["files: no stored file was changed"].detail
    assert other.digest[:16] in found["files: every stored file is there"].detail
    with pytest.raises(actions.FileGone):
        actions.open_stored(other.pk)


def test_storing_again_mends_changed_bytes():
    row = kept()
    path = actions.path_of(row.digest)
    path.chmod(0o600)
    path.write_bytes(b"x")
    kept()
    assert path.read_bytes() == samples.pdf()


@pytest.mark.parametrize("digest", ["../../etc/passwd", "A" * 64, ""])
def test_a_row_names_nothing_but_a_digest(digest):
    with pytest.raises(IntegrityError, match="a_digest_is_sha256"), transaction.atomic():
        StoredFile.objects.create(
            digest=digest, size=1, media_type="x", scanned="clean", name="x", kind="x", made_at=AT
        )


class Scanner:
    """A stand-in for clamd that says one thing."""

    def __init__(self, says: bytes, path: str) -> None:
        self.says, self.received = says, b""
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(1)
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        line, _ = self.server.accept()
        with line:
            while not self.received.endswith(b"\0\0\0\0"):
                self.received += line.recv(65536)
            line.sendall(self.says)

    def close(self) -> None:
        self.thread.join(5)
        self.server.close()


@pytest.mark.parametrize(
    ("says", "scanned"), [(b"stream: OK\0", "clean"), (b"INSTREAM size limit exceeded.\0", "unknown")]
)
def test_the_scanner_is_asked_and_its_answer_kept(tmp_path, monkeypatch, says, scanned):
    scanner = Scanner(says, str(tmp_path / "clamd"))
    monkeypatch.setenv("XIANGGOU_CLAMD", str(tmp_path / "clamd"))
    row = kept()
    scanner.close()
    assert row.scanned == scanned
    assert samples.pdf() in scanner.received


def test_a_virus_is_refused_and_leaves_nothing(tmp_path, monkeypatch, folder):
    scanner = Scanner(b"stream: Eicar FOUND\0", str(tmp_path / "clamd"))
    monkeypatch.setenv("XIANGGOU_CLAMD", str(tmp_path / "clamd"))
    with pytest.raises(RefusedFile, match="病毒"):
        kept()
    scanner.close()
    assert not StoredFile.objects.exists()
    assert not [p for p in folder.rglob("*") if p.is_file()]


def test_a_scanner_that_does_not_answer_is_not_taken_for_clean(tmp_path, monkeypatch):
    monkeypatch.setenv("XIANGGOU_CLAMD", str(tmp_path / "nobody"))
    assert kept().scanned == scanning.Verdict.UNKNOWN
    assert not all(check.ok for check in checks.checks())
