"""A place may be stricter than the law and never looser; what is looser does not load."""

import json
from datetime import date

import pytest

from xianggou import shipped
from xianggou.core.law import library
from xianggou.core.packs import Pack, compile_pack
from xianggou.core.parameters import BadLaw

PLACES = ("county-a", "district-b", "district-c")
TEXT = (shipped("packs") / "county-a" / "pack.toml").read_text("utf-8")


def compiled(tmp_path, text):
    """A pack compiled from a text."""
    path = tmp_path / "pack.toml"
    path.write_text(text, "utf-8")
    return compile_pack(path, library().parameters, library().statutes)


def refused(tmp_path, text):
    """The flaws that compiling names."""
    with pytest.raises(BadLaw) as bad:
        compiled(tmp_path, text)
    return "\n".join(map(str, bad.value.flaws))


def tighten(key, said, start="2023-01-01", source="某文件(示例)"):
    """The shipped pack with one more local value."""
    more = f'\n[[tighten]]\nparameter = "{key}"\nfrom = {start}\n{said}\n'
    return TEXT + more + (f'source = "{source}"\n' if source else "")


@pytest.mark.parametrize("place", PLACES)
def test_the_shipped_packs_load_and_survive_the_database(place):
    pack = library().pack(place)
    back = Pack.from_json(json.loads(json.dumps(pack.as_json())))
    assert back == pack
    assert back.digest == pack.digest
    assert pack.sample


def test_a_changed_pack_has_another_digest(tmp_path):
    assert compiled(tmp_path, TEXT).digest != compiled(tmp_path, TEXT.replace("清岚县", "清岚市")).digest


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("contracts.sign_within", "amount = 10"),
        ("procurement.response_days_tender", "amount = 25"),
        ("contracts.term_long_conditions", 'add = ["群众满意"]'),
        ("procurement.negotiation_grounds", 'drop = ["不能事先计算总价"]'),
        ("needs.answer_within", "amount = 15"),
    ],
)
def test_a_stricter_value_loads_and_rules(tmp_path, key, said):
    pack = compiled(tmp_path, tighten(key, said))
    found = library().on(date(2024, 1, 1), pack)[key]
    assert "某文件(示例)" in [str(cite) for cite in found.cites]
    before = library().on(date(2022, 12, 31), pack).get(key)
    assert before is None or "某文件(示例)" not in [str(cite) for cite in before.cites]


@pytest.mark.parametrize(
    ("key", "said", "reason"),
    [
        ("contracts.sign_within", "amount = 31", "放宽"),
        ("procurement.response_days_tender", "amount = 19", "放宽"),
        ("contracts.term_long_conditions", 'items = ["预算保障"]', "放宽"),
        ("contracts.clauses", 'drop = ["价格"]', "放宽"),
        ("procurement.negotiation_grounds", 'add = ["领导要求"]', "放宽"),
        ("procurement.min_responses", "amount = 4", "不由地方改动"),
        ("payments.late_interest_floor", 'amount = "零"', "文字值"),
        ("procurement.limit", "amount = 100_0000_00", "放宽"),
        ("contracts.no_such", "amount = 1", "没有这个参数"),
        ("contracts.sign_within", "amount = true", "单位"),
        ("contracts.sign_within", "amount = 10\nnote = 1", "不认识的键"),
    ],
)
def test_a_looser_or_unclear_value_does_not_load(tmp_path, key, said, reason):
    assert reason in refused(tmp_path, tighten(key, said))


def test_a_looser_value_is_named_with_its_line(tmp_path):
    text = tighten("contracts.sign_within", "amount = 31")
    line = (
        next(i for i, row in enumerate(text.splitlines(), 1) if row == 'parameter = "contracts.sign_within"')
        - 1
    )
    assert f"pack.toml:{line}: contracts.sign_within" in refused(tmp_path, text)


def test_a_value_looser_than_a_later_law_does_not_load(tmp_path):
    said = tighten("procurement.sme_deduction_min", "amount = 800", start="2022-01-01")
    assert "放宽" in refused(tmp_path, said)
    ended = tighten("procurement.sme_deduction_min", "to = 2022-06-30\namount = 800", start="2022-01-01")
    assert compiled(tmp_path, ended)


@pytest.mark.parametrize("section", ["tighten", "joint_review", "below_limit", "reviews"])
def test_what_has_no_source_does_not_load(tmp_path, section):
    if section == "tighten":
        text = tighten("contracts.sign_within", "amount = 10", source="")
    else:
        head, mark, tail = TEXT.partition(f"[{section}]" if section != "below_limit" else "[[below_limit]]")
        lines = tail.splitlines(keepends=True)
        place = next(i for i, line in enumerate(lines) if line.startswith("source"))
        text = head + mark + "".join(lines[:place] + lines[place + 1 :])
    assert "source" in refused(tmp_path, text)


@pytest.mark.parametrize(
    "key", ["procurement.limit", "procurement.open_tender_limit", "procurement.central_catalogue"]
)
def test_what_the_law_leaves_to_the_province_must_be_given(tmp_path, key):
    parts = TEXT.split("[[limit]]")
    kept = [part for part in parts if f'parameter = "{key}"' not in part]
    lost = "".join(part.partition("\n\n\n")[2] for part in parts if f'parameter = "{key}"' in part)
    said = refused(tmp_path, "[[limit]]".join(kept) + "\n\n\n" + lost)
    assert f"{key}: 法律留给本省确定" in said


def test_a_gap_between_two_limits_does_not_load(tmp_path):
    assert "中断" in refused(tmp_path, TEXT.replace("to = 2024-12-31", "to = 2024-12-30"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "清岚县"', 'nmae = "清岚县"', "nmae"),
        ("required = false", "requierd = false", "requierd"),
        ("to_fen = 5_0000_00", "to_fen = 6_0000_00", "接着往上"),
        ("quotes_min = 1", "quotes = 1", "quotes"),
        ('"county-a"]', '"county-z"]', "county-z"),
        ("[security]", "[scripts]\nrun = 'rm'\n[security]", "不认识的键"),
        ("grade = ", "grad = ", "grad"),
    ],
)
def test_a_pack_with_unknown_words_or_steps_does_not_load(tmp_path, old, new, reason):
    assert reason in refused(tmp_path, TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("on", "limit", "open_tender"),
    [
        (date(2022, 12, 31), 30_0000_00, 200_0000_00),
        (date(2023, 1, 1), 50_0000_00, 200_0000_00),
        (date(2024, 12, 31), 50_0000_00, 200_0000_00),
        (date(2025, 1, 1), 100_0000_00, 400_0000_00),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_the_limits_of_the_province_hold_on_their_days(place, on, limit, open_tender):
    law = library().on(on, place)
    assert law["procurement.limit"].amount == limit
    assert law["procurement.open_tender_limit"].amount == open_tender


@pytest.mark.parametrize(
    ("place", "value_fen", "method", "quotes"),
    [
        ("county-a", 4_9999_99, "直接委托", 1),
        ("county-a", 5_0000_00, "询价比选", 3),
        ("district-b", 1_9999_99, "直接委托", 1),
        ("district-b", 2_0000_00, "询价比选", 3),
        ("district-b", 50_0000_00, "公开比选", 5),
        ("district-c", 2_9999_99, "直接委托", 1),
        ("district-c", 30_0000_00, "公开比选", 3),
    ],
)
def test_the_steps_below_the_limit_take_their_lower_end(place, value_fen, method, quotes):
    band = library().on(date(2023, 6, 1), place).internal_control(value_fen)
    assert (band.method, band.quotes_min) == (method, quotes)


def test_no_step_holds_before_the_document_or_above_the_last():
    assert library().on(date(2022, 12, 31), "county-a").internal_control(1_0000_00) is None
    assert library().on(date(2025, 6, 1), "county-a").internal_control(100_0000_00) is None


def test_another_places_practice_does_not_bind():
    on = date(2023, 6, 1)
    assert library().on(on, "district-b").get("plans.feasibility_required") is None
    assert library().on(on, "county-a")["plans.feasibility_required"].amount is True
    assert library().on(on)["plans.feasibility_required"].amount is True


def test_local_clauses_join_the_national_ones():
    clauses = library().on(date(2023, 6, 1), "county-a")["contracts.clauses"].items
    assert {"价格", "违约责任", "绩效目标", "考核标准"} <= set(clauses)
    assert len(clauses) == len(set(clauses))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('public_channel = "公开网页"', 'public_channel = "不存在的渠道"', "不在征集渠道"),
        ("contact_days = 365", "contact_days = 0", "大于零"),
        ('name = "紧急"\npoints = 40', 'name = "紧急"\npoints = 15', "越重越低"),
        ("answer_days = 5", "answer_days = 0", "不是正整数"),
        ('"残疾人" = 8', '"火星人" = 8', "不在服务对象特征里"),
        ("{ people = 20, points = 5 }", "{ people = 2000, points = 5 }", "逐段往上"),
        ("each_voice = 2", "each_voice = -2", "应为整数"),
        ('words = ["治安"', 'words = ["养老", "治安"', "既属于"),
        ("crowd_an_hour = 60", "colour = 60", "不认识的键"),
        ("[needs.priority]", "[needs.ranking]", "缺少 priority"),
    ],
)
def test_a_flaw_in_how_needs_are_collected_is_named(tmp_path, old, new, why):
    assert old in TEXT
    assert why in refused(tmp_path, TEXT.replace(old, new))


def test_no_urgency_may_wait_longer_than_the_place_allows(tmp_path):
    assert "超过答复期限 10" in refused(tmp_path, tighten("needs.answer_within", "amount = 10"))
