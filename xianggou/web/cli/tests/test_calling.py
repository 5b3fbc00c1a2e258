"""The nightly command opens the quarter that is due and reminds; places without the section are left alone."""

import json
from argparse import Namespace

import pytest

from tests.cast import set_clock
from xianggou.stages.resources.models import Quarter
from xianggou.stages.resources.tests.conftest import laid
from xianggou.web.cli import calling

pytestmark = pytest.mark.django_db


def test_the_nightly_command_opens_the_quarter_and_reminds_when_the_day_is_near(capsys):
    laid()
    set_clock("2023-03-22 02:00")
    assert calling.run(Namespace(json=True)) == 0
    (place,) = json.loads(capsys.readouterr().out)["places"]
    assert (place["opened"], place["reminded"]) == ("2023-Q2", 0)
    set_clock("2023-04-02 02:00")
    calling.run(Namespace(json=True))
    (place,) = json.loads(capsys.readouterr().out)["places"]
    assert place["opened"] == "" and place["reminded"] > 2
    assert Quarter.objects.get().due_on.isoformat() == "2023-04-05"
