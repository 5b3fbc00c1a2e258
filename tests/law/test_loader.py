"""Law that is not whole does not load, and every flaw is named with file, line and reason."""

from datetime import date

import pytest

from xianggou import shipped
from xianggou.core.law import NoValue, Undated, library, read_library
from xianggou.core.parameters import BadLaw

STATUTE = """
title = "试用办法"
level = "规范性文件"
from = 2020-01-01
[clause]
"第一条" = "试用"
"""
PARAMETER = """
[term]
title = "试用期限"
unit = "calendar_days"
governed_by = "signed_on"
tighten = "down"
[[term.value]]
from = 2020-01-01
amount = 30
source = "trial"
clause = "第一条"
"""


def law_folder(tmp_path, parameters=PARAMETER, statute=STATUTE, calendar="", name="trials"):
    """A small law folder on disk."""
    for kind in ("statutes", "parameters", "calendars"):
        (tmp_path / kind).mkdir(parents=True, exist_ok=True)
    (tmp_path / "statutes" / "trial.toml").write_text(statute, "utf-8")
    (tmp_path / "parameters" / f"{name}.toml").write_text(parameters, "utf-8")
    if calendar:
        (tmp_path / "calendars" / "2027.toml").write_text(calendar, "utf-8")
    return tmp_path


def flaws(tmp_path, **files):
    """The flaws that loading names, as text."""
    with pytest.raises(BadLaw) as refused:
        read_library((law_folder(tmp_path, **files),))
    return "\n".join(map(str, refused.value.flaws))


def test_a_whole_folder_loads(tmp_path):
    known = read_library((law_folder(tmp_path),))
    found = known.on(date(2024, 1, 1))["trials.term"]
    assert found.amount == 30
    assert [str(cite) for cite in found.cites] == ["《试用办法》第一条"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('tighten = "down"', 'tighten = "sideways"', "tighten"),
        ('unit = "calendar_days"', 'unit = "moons"', "单位"),
        ('governed_by = "signed_on"\n', "", "governed_by"),
        ("amount = 30", 'amount = "30"', "单位"),
        ("amount = 30", "amount = 30.5", "单位"),
        ("amount = 30", "amount = -1", "单位"),
        ("amount = 30", "amout = 30", "amout"),
        ('source = "trial"\n', "", "出处"),
        ('clause = "第一条"', "", "出处"),
        ('source = "trial"', 'source = "nowhere"', "nowhere"),
        ('clause = "第一条"', 'clause = "第二条"', "第二条"),
        ("from = 2020-01-01\namount", "amount", "from"),
        ("amount = 30", "to = 2019-12-31\namount = 30", "失效"),
        ('title = "试用期限"', 'titel = "试用期限"', "titel"),
        ("[term]", "[term", "TOML"),
    ],
)
def test_a_flaw_in_a_parameter_is_named(tmp_path, old, new, reason):
    said = flaws(tmp_path, parameters=PARAMETER.replace(old, new, 1))
    assert reason in said
    assert "trials.toml:" in said


def test_a_flaw_is_named_with_its_line(tmp_path):
    said = flaws(tmp_path, parameters=PARAMETER.replace("down", "sideways"))
    assert "trials.toml:2: trials.term" in said


def second(start, extra=""):
    """The parameter with a second value from a day on."""
    return (
        PARAMETER
        + f'[[term.value]]\nfrom = {start}\n{extra}amount = 20\nsource = "trial"\nclause = "第一条"\n'
    )


def test_two_values_for_one_day_do_not_load(tmp_path):
    assert "重叠" in flaws(tmp_path, parameters=second("2020-01-01"))


def test_a_value_that_ends_after_its_successor_begins_does_not_load(tmp_path):
    ended = second("2024-01-01").replace("amount = 30", "to = 2024-01-01\namount = 30")
    assert "重叠" in flaws(tmp_path, parameters=ended)


def test_values_out_of_order_do_not_load(tmp_path):
    assert "先后" in flaws(tmp_path, parameters=second("2019-01-01"))


def test_a_new_value_ends_the_old_one_the_day_before(tmp_path):
    known = read_library((law_folder(tmp_path, parameters=second("2024-01-01")),))
    assert known.on(date(2023, 12, 31))["trials.term"].amount == 30
    assert known.on(date(2024, 1, 1))["trials.term"].amount == 20


def test_all_flaws_are_named_at_once(tmp_path):
    broken = PARAMETER.replace("down", "sideways").replace("第一条", "第九条")
    said = flaws(tmp_path, parameters=broken)
    assert "tighten" in said
    assert "第九条" in said


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('level = "规范性文件"\n', "", "level"),
        ("from = 2020-01-01", "form = 2020-01-01", "form"),
        ('"第一条" = "试用"', '"第一条" = ""', "要点"),
    ],
)
def test_a_flaw_in_a_statute_is_named(tmp_path, old, new, reason):
    assert reason in flaws(tmp_path, statute=STATUTE.replace(old, new))


@pytest.mark.parametrize(
    ("calendar", "reason"),
    [
        ("year = 2026\noff = []\nwork = []\n", "年份"),
        ("year = 2027\noff = [2026-12-31]\nwork = []\n", "年份"),
        ("year = 2027\noff = []\nwork = [2027-01-04]\n", "周末"),
        ("year = 2027\noff = [2027-01-02]\nwork = [2027-01-02]\n", "周末"),
    ],
)
def test_a_flaw_in_a_calendar_is_named(tmp_path, calendar, reason):
    assert reason in flaws(tmp_path, calendar=calendar)


def test_the_operators_folder_adds_a_holiday_table_and_a_value(tmp_path, monkeypatch):
    for kind in ("parameters", "calendars"):
        (tmp_path / kind).mkdir()
    (tmp_path / "calendars" / "2027.toml").write_text(
        "year = 2027\noff = [2027-01-01]\nwork = [2027-01-03]\n", "utf-8"
    )
    (tmp_path / "parameters" / "contracts.toml").write_text(
        "[[sign_within.value]]\nfrom = 2027-01-01\namount = 25\n"
        'source = "gov-procurement-law"\nclause = "第四十六条第一款"\n',
        "utf-8",
    )
    monkeypatch.setenv("XIANGGOU_LAW", str(tmp_path))
    known = library()
    assert known.on(date(2026, 12, 31))["contracts.sign_within"].amount == 30
    assert known.on(date(2027, 1, 1))["contracts.sign_within"].amount == 25
    deadline = known.calendar.add_working_days(date(2026, 12, 31), 1)
    assert (deadline.on, deadline.provisional) == (date(2027, 1, 3), False)


def test_the_operators_folder_may_not_rewrite_what_is_known(tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "contracts.toml").write_text('[sign_within]\ntitle = "改名"\n', "utf-8")
    monkeypatch.setenv("XIANGGOU_LAW", str(tmp_path))
    with pytest.raises(BadLaw, match="不能改写"):
        library()


def test_an_operators_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("XIANGGOU_LAW", str(tmp_path / "none"))
    with pytest.raises(BadLaw, match="没有这个文件夹"):
        library()


def test_what_ships_is_dated_sourced_and_marked():
    known = library()
    for parameter in known.parameters.values():
        assert parameter.values or parameter.frame, parameter.key
        for value in parameter.values:
            assert value.cites, parameter.key
            assert value.mark in {"V", "S", "K1", "K2"}, parameter.key
            assert (value.checked_on is not None) == (value.mark in {"V", "S"}), parameter.key


def test_every_statute_that_ships_has_a_clause_and_no_two_share_a_title_and_number():
    known = library()
    assert all(statute.clauses for statute in known.statutes.values())
    names = [(statute.title, statute.number, statute.starts) for statute in known.statutes.values()]
    assert len(names) == len(set(names))


def test_a_parameter_without_a_value_on_the_day_says_so():
    law = library().on(date(2021, 12, 31))
    with pytest.raises(NoValue, match="没有生效"):
        law["procurement.intention_before"]
    assert law.get("procurement.intention_before") is None


def test_what_the_place_must_give_is_named_when_it_is_missing():
    with pytest.raises(NoValue, match="没有给出"):
        library().on(date(2025, 1, 1))["procurement.limit"]


def test_a_key_nobody_wrote_is_a_defect():
    with pytest.raises(KeyError):
        library().on(date(2025, 1, 1))["contracts.sing_within"]


def test_the_governing_date_chooses_the_value():
    law = library().on({"signed_on": date(2025, 5, 31), "today": date(2026, 1, 1)})
    assert "合同" in law["payments.audit_as_settlement"].amount
    law = library().on({"signed_on": date(2025, 6, 1), "today": date(2026, 1, 1)})
    assert "合同" not in law["payments.audit_as_settlement"].amount


def test_today_stands_in_for_a_date_that_has_not_come():
    law = library().on({"today": date(2026, 1, 1)})
    assert law["contracts.sign_within"].on == date(2026, 1, 1)
    with pytest.raises(Undated):
        library().on({"notified_on": date(2026, 1, 1)})["contracts.publish_within"]


def test_the_first_of_several_governing_dates_wins():
    days = {"delivered_on": date(2020, 8, 1), "accepted_on": date(2020, 9, 1), "today": date(2020, 9, 1)}
    assert library().on(days)["payments.due_within"].on == date(2020, 9, 1)


def test_what_was_asked_is_remembered_with_its_version():
    law = library().on(date(2025, 1, 1))
    first = law["contracts.sign_within"]
    law["contracts.sign_within"]
    asked = law.consulted
    assert [(item.key, item.digest) for item in asked] == [("contracts.sign_within", first.digest)]
    assert law.versions["law"] == library().digest


def test_the_shipped_folders_are_there():
    assert (shipped("law") / "parameters").is_dir()
    assert (shipped("packs") / "county-a" / "pack.toml").is_file()
