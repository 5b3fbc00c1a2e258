"""The given sample workbooks, and what an importer must find in them."""

import datetime as dt
import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from xianggou.base.sheets.child import open_file, read
from xianggou.base.sheets.known import Fund, Item, Known, KnownPerson, Office, Town, Village
from xianggou.base.sheets.limits import Limits
from xianggou.core.law import library

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("XIANGGOU_SHARED") or ROOT.parent / "shared")
PLACE_DATE = dt.date(2023, 12, 31)
ACTIONS = {"info": "accept", "notice": "notice", "refuse": "refuse"}


def data(*parts):
    """A path inside the given data; the test is skipped (failed in CI) where it is not there."""
    path = SHARED.joinpath("data", *parts)
    if not path.exists():
        reason = f"the given sample data is not at {SHARED}: set XIANGGOU_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def opened(path):
    """A file as the child process reads it."""
    return read(path.read_bytes(), path.name)


def table(place, file, sheet):
    """Rows of a clean sheet as dicts by heading."""
    (path,) = data(place, "clean").glob(f"{file}*")
    workbook = open_file(path.read_bytes(), path.name, Limits())
    (found,) = [s for s in workbook.sheets if s.name == sheet]
    headings = found.rows[0].values
    return [dict(zip(headings, r.values + [None] * len(headings), strict=False)) for r in found.rows[1:]]


FILES = {
    "county-a": ("清岚县", "00", "01", "02", "03", "08"),
    "district-b": ("澄湖区", "00", "09", "10", None, "08"),
    "district-c": ("南屏区", "00", "06", "07", None, "03"),
}


STANDARDS = {"county-a": ("09", "执行标准"), "district-b": ("01", "绩效指标库")}


def known_from_clean(place):
    """What is known of a place once its clean workbooks are loaded."""
    name, people, duties, catalogue, funds, places = FILES[place]
    towns = {r["乡镇编码"]: r["乡镇(街道)"] for r in table(place, places, "乡镇")}
    given = table(place, funds, "专项资金") if funds else []
    shares = table(place, funds, "分配到乡镇") if funds else []
    return Known(
        place=name,
        towns=tuple(Town(c, n) for c, n in towns.items()),
        villages=tuple(
            Village(r["村(社区)编码"], r["乡镇编码"], r["乡镇(街道)"], r["村(社区)"])
            for r in table(place, places, "村(社区)")
        ),
        offices=tuple(
            Office(
                r["机构编码"],
                r["机构名称"],
                tuple(filter(None, [r["简称"], *(r["其他用名"] or "").split(";")])),
                r["机构性质"],
            )
            for r in table(place, people, "机构")
        ),
        duties=frozenset(r["事项编码"] for r in table(place, duties, "责任清单")),
        duty_names={r["事项编码"]: r["事项名称"] for r in table(place, duties, "责任清单")},
        items=tuple(
            Item(r["目录编码"], r["服务项目"], r["一级类别"]) for r in table(place, catalogue, "指导性目录")
        ),
        funds=tuple(Fund(r["资金编码"], r["资金名称"], round(r["金额(元)"] * 100)) for r in given),
        shares={(r["乡镇编码"], r["资金编码"]): round(r["分配金额(元)"] * 100) for r in shares},
        people=tuple(
            KnownPerson(r["人员编号"], r["姓名"], r["手机号"]) for r in table(place, people, "人员")
        ),
        collecting=library().pack(place).collecting,
        offering=library().pack(place).offering,
        existing={
            "places": {
                (r["乡镇(街道)"], r["村(社区)"]): registered(r) for r in table(place, places, "村(社区)")
            },
            "standards": {
                (r["目录编码"], r["三级指标"]): {"weight_bp": round(r["权重(分)"] * 100)}
                for r in (table(place, *STANDARDS[place]) if place in STANDARDS else ())
            },
        },
    )


AGES = {
    "0-6岁": "age_0_6",
    "7-17岁": "age_7_17",
    "18-59岁": "age_18_59",
    "60-79岁": "age_60_79",
    "80岁以上": "age_80_up",
}


def registered(row):
    """A village as the room of places would give it."""
    return {name: int(row[title]) for title, name in (*AGES.items(), ("户籍人口(人)", "population"))}


def expected(path):
    """The problems file beside a workbook."""
    return tomllib.loads(path.with_name(f"{path.stem}.problems.toml").read_text("utf-8"))


def found_set(reading):
    return Counter((p.sheet, p.row, p.column, p.code, ACTIONS[p.severity]) for p in reading.problems)


def expected_set(told):
    return Counter((p["sheet"], p["row"], p["col"], p["kind"], p["action"]) for p in told["problem"])


def counts(reading):
    names = ("data_rows", "rows_ok", "rows_notice", "rows_refused", "rows_dropped", "whole_file_refused")
    return {n: getattr(reading, n) for n in names}
