"""`xianggou import` and `export` by the very door of the page: exit codes, JSON, rows left out."""

from __future__ import annotations

import csv
import io
import json
from argparse import Namespace

import pytest

from xianggou.stages.plans.models import PlanItem
from xianggou.web.cli import exporting, importing

pytestmark = [pytest.mark.story, pytest.mark.django_db]
HEAD = "计划编号,乡镇,目录编码,项目名称,数量,单位,预算金额(元),下沉专项资金(元),镇本级资金(元),资金编码,开始日期,结束日期,对应责任编码"
GOOD = "JH-1,青山镇,0101,项目1,600,吨,50000,0,50000,,2023-04-01,2023-12-31,D052"


@pytest.fixture
def cast(county_a, db):
    return county_a


def bring(tmp_path, *rows, flags=(), kind="plan", place="county-a"):
    path = tmp_path / "青山镇2023年计划.csv"
    path.write_text("\n".join([HEAD, *rows]), "utf-8")
    asked = importing._parser().parse_args([kind, str(path), "--place", place, *flags])
    return importing.run(asked, path)


def test_a_good_file_goes_in_and_again_changes_nothing(cast, tmp_path, capsys):
    assert bring(tmp_path, GOOD) == 0
    assert "已写入" in capsys.readouterr().out
    assert bring(tmp_path, GOOD) == 0
    assert "与库中一致" in capsys.readouterr().out
    assert PlanItem.objects.count() == 1


def test_a_refused_file_names_every_problem_and_leaves_nothing(cast, tmp_path, capsys):
    bad = GOOD.replace("JH-1", "JH-2").replace("项目1", "项目2").replace("2023-04-01", "2023.2.30")

    assert bring(tmp_path, GOOD, bad) == 1

    said = capsys.readouterr().out
    assert "[必改]" in said and "!K3" in said and "2023.2.30" in said
    assert not PlanItem.objects.exists()


def test_json_has_the_contract_s_shape(cast, tmp_path, capsys):
    bad = GOOD.replace("JH-1", "JH-2").replace("项目1", "项目2").replace("2023-04-01", "2023.2.30")

    assert bring(tmp_path, GOOD, bad, flags=["--json"]) == 1

    told = json.loads(capsys.readouterr().out)
    assert {"rows", "saved", "unchanged", "changed", "set_aside", "sums_fen", "problems"} <= set(told)
    assert told["sums_fen"]["预算金额"] == 5_0000_00
    (problem,) = [p for p in told["problems"] if p["severity"] == "refuse"]
    assert {n: problem[n] for n in ("row", "column", "value")} == {
        "row": 3,
        "column": "K",
        "value": "2023.2.30",
    }
    assert all(problem[n] for n in ("what", "why", "then", "code"))


def test_notices_want_to_be_accepted(cast, tmp_path, capsys):
    row = GOOD.replace("2023-04-01", "2023.4.1")

    assert bring(tmp_path, row) == 1
    assert "--accept-notices" in capsys.readouterr().out and not PlanItem.objects.exists()
    assert bring(tmp_path, row, flags=["--accept-notices"]) == 0
    assert PlanItem.objects.count() == 1


def test_a_dry_run_writes_the_rows_left_out_and_they_are_left_out(cast, tmp_path, capsys):
    bad = GOOD.replace("JH-1", "JH-2").replace("项目1", "项目2").replace("2023-04-01", "2023.2.30")
    aside = tmp_path / "挑出.xlsx"

    assert bring(tmp_path, GOOD, bad, flags=["--dry-run", "--set-aside", str(aside)]) == 1
    assert aside.is_file() and not PlanItem.objects.exists()
    assert bring(tmp_path, GOOD, bad, flags=["--set-aside", str(aside), "--json"]) == 0

    told = json.loads("{" + capsys.readouterr().out.rpartition("\n{\n")[2])
    assert told["set_aside"] == 1 and told["saved"] == 1
    assert list(PlanItem.objects.values_list("name", flat=True)) == ["项目1"]


def test_misuse_leaves_with_two_and_a_seat_without_the_right_with_one(cast, tmp_path, capsys):
    assert bring(tmp_path, GOOD, kind="nonsense") == 2
    assert bring(tmp_path, GOOD, place="atlantis") == 2
    assert bring(tmp_path, GOOD, flags=["--as", "nobody"]) == 2
    assert bring(tmp_path, GOOD, flags=["--as", "treasury"]) == 1
    assert bring(tmp_path, GOOD, flags=["--sheet", "没有这张表"]) == 1
    assert importing.main(["plan", str(tmp_path / "none.csv"), "--place", "county-a"]) == 2
    assert not PlanItem.objects.exists()


def test_a_township_s_clerk_brings_in_its_own_plan(cast, tmp_path):
    assert bring(tmp_path, GOOD, flags=["--as", "needs"]) == 0
    assert bring(tmp_path, GOOD.replace("青山镇", "白水镇"), flags=["--as", "needs"]) == 1


def test_export_writes_what_a_login_may_see(cast, tmp_path, capsys):
    bring(tmp_path, GOOD)
    capsys.readouterr()

    out = tmp_path / "out.csv"

    def export(**other):
        asked = {
            "list": "plan",
            "filter": [],
            "format": "csv",
            "place": "county-a",
            "person": "needs",
            "out": str(out),
        }
        return exporting.run(Namespace(**(asked | other)))

    assert export() == 0
    assert [r["项目名称"] for r in csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))] == ["项目1"]
    assert export(person="mayor") == 1
    assert export(list="nothing") == 2
    assert export(person="nobody") == 2
