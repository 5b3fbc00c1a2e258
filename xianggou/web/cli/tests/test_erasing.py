"""Contact data and pictures whose day has passed are erased, for every place: by the command, and by a served site."""

import json
from argparse import Namespace
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.cast import set_clock
from xianggou.base.files import actions as files
from xianggou.core.actor import PUBLIC
from xianggou.stages.needs import actions
from xianggou.web.cli import erasing, start, steps
from xianggou.web.postgres import ClusterFailed

pytestmark = pytest.mark.django_db


def test_the_nightly_command_erases_what_is_due_and_says_how_many(county_a, capsys):
    told = actions.Told(
        text="村口的路灯坏了",
        channel="公开网页",
        urgency="一般",
        contact_phone="13800138000",
        was_told_why=True,
    )
    actions.speak_up(where=county_a.here, by=PUBLIC, told=told)
    assert erasing.run(Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out)["places"][0]["erased"] == 0
    set_clock("2024-03-01 02:00")
    steps.nightly()
    assert "1" in capsys.readouterr().err
    erasing.run(Namespace(json=True))
    assert json.loads(capsys.readouterr().out)["places"][0]["erased"] == 0


def test_a_served_site_erases_by_itself_each_day_and_goes_on_when_that_fails(monkeypatch, capsys):
    done, clock = [], iter((0.0, 0.0, 5.0, start.DAY_SECONDS + 1, start.DAY_SECONDS + 2))
    alive = iter((True, True, True, True, False))

    def step(_here, _mark, name):
        done.append(name)
        if len(done) == 1:
            raise ClusterFailed("the database was away")

    monkeypatch.setattr(start, "_step", step)
    monkeypatch.setattr(start.time, "sleep", lambda _: None)
    monkeypatch.setattr(start.time, "monotonic", lambda: next(clock))
    here = SimpleNamespace(given="elsewhere")
    start._watch(here, SimpleNamespace(alive=lambda: next(alive), last_words=str), "mark")
    assert done == ["nightly", "nightly"] and "the database was away" in capsys.readouterr().err


def test_a_picture_whose_row_was_never_written_is_swept_away(settings, tmp_path):
    settings.XIANGGOU_FILES = tmp_path
    lost = files.passing_path(uuid4())
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"picture")
    assert files.sweep_passing() == 0 and files.sweep_passing(-1) == 1 and not lost.exists()
