"""The nightly command erases contact data whose day has passed, for every place."""

import json
from argparse import Namespace

import pytest

from tests import cast as people
from tests.cast import set_clock
from xianggou.core.actor import PUBLIC
from xianggou.stages.needs import actions
from xianggou.web.cli import erasing

pytestmark = pytest.mark.django_db


def test_the_nightly_command_erases_what_is_due_and_says_how_many(capsys):
    cast = people.install()
    told = actions.Told(
        text="村口的路灯坏了",
        channel="公开网页",
        urgency="一般",
        contact_phone="13800138000",
        was_told_why=True,
    )
    actions.speak_up(where=cast.here, by=PUBLIC, told=told)
    assert erasing.run(Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out)["places"][0]["erased"] == 0
    set_clock("2024-03-01 02:00")
    erasing.run(Namespace(json=True))
    assert json.loads(capsys.readouterr().out)["places"][0]["erased"] == 1
