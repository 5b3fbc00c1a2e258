"""A form is refused, mended and sent again without losing a letter."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from xianggou.base.pages.forms import DayField, Form, LongTextField, TextField, YuanField
from xianggou.base.pages.views import refusals_shown_on
from xianggou.core.findings import BadInput, Cite, Finding, Level, Problem, Refused, Stale, Verdict


class Signing(Form):
    price_fen = YuanField(label="成交价", paid=True)
    signed_on = DayField(label="签订日期")
    name = TextField(label="名称", length=10, required=False)
    note = LongTextField(label="说明", length=20, required=False)
    fields_of_findings = {"pages.try.late": "signed_on"}


def sent(**changes):
    data = QueryDict(mutable=True)
    data.update({"price_fen": "98,500", "signed_on": "2025.11.2", "name": "记账", "note": "", **changes})
    return data


def late(level=Level.STOP):
    cite = Cite("某法", "第一条", "大意", "某号", "law")
    return Verdict("pages.try", (Finding("pages.try.late", level, {"days": 40}, (cite,)),))


def test_what_is_typed_becomes_fen_and_dates():
    form = Signing(sent())
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price_fen"] == 98_500_00
    assert form.cleaned_data["signed_on"] == date(2025, 11, 2)
    assert form.http_status == 200


def test_a_missing_field_is_named():
    form = Signing(sent(price_fen="  "))
    assert not form.is_valid()
    assert form.errors["price_fen"] == ["“成交价”还没有填"]
    assert form.http_status == 400
    assert form.has_trouble


@pytest.mark.parametrize("bad", ["\x00", "字" * 11])
def test_text_that_cannot_be_kept_is_refused_in_its_field(bad):
    form = Signing(sent(name=bad))
    assert not form.is_valid()
    assert list(form.errors) == ["name"]


def test_line_ends_of_a_browser_do_not_count_twice():
    form = Signing(sent(note="十个字十个字十个字十\r\n" + "再" * 9))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["note"].count("\n") == 1


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed():
    form = Signing(sent())
    assert form.is_valid()
    with refusals_shown_on(form):
        raise Refused(late())
    assert form.http_status == 422
    assert form.verdict.codes == ("pages.try.late",)
    assert "signed_on" in form.errors
    assert form["price_fen"].value() == "98,500"


def test_a_warning_alone_marks_no_field():
    form = Signing(sent())
    form.is_valid()
    with refusals_shown_on(form):
        raise Refused(late(Level.WARN))
    assert form.errors == {}


def test_bad_input_is_400_in_its_field_or_above():
    form = Signing(sent())
    form.is_valid()
    with refusals_shown_on(form):
        raise BadInput([Problem("a", "价高了", then="改低", column="price_fen"), Problem("b", "表缺页")])
    assert form.http_status == 400
    assert form.errors["price_fen"] == ["价高了；改低"]
    assert form.non_field_errors() == ["表缺页"]


def test_a_stale_form_shows_both_versions_and_keeps_mine():
    form = Signing(sent(), initial={"price_fen": 97_000_00, "signed_on": date(2025, 11, 2), "name": "记账"})
    form.is_valid()
    with refusals_shown_on(form):
        raise Stale("何志强", datetime(2025, 11, 18, 2, 40, tzinfo=UTC))
    assert form.http_status == 409
    assert form.conflict.by == "何志强"
    assert [(d.name, d.mine, d.theirs) for d in form.conflict.differences] == [
        ("price_fen", "98,500", "97000.00")
    ]
    assert form["price_fen"].value() == "98,500"


def test_any_other_failure_goes_on():
    with pytest.raises(ZeroDivisionError), refusals_shown_on(Signing(sent())):
        raise ZeroDivisionError


def test_taking_an_offer_fills_the_box_and_sends_nothing():
    form = Signing(sent(take="price_fen:97000.00"))
    assert not form.is_valid()
    assert form.errors == {}
    assert form.http_status == 200
    assert form["price_fen"].value() == "97000.00"
    assert form["signed_on"].value() == "2025.11.2"


def test_an_offer_of_an_amount_says_and_fills_the_same():
    form = Signing(sent())
    form.offer_yuan("price_fen", 98_500_00)
    offer = form.offers["price_fen"][0]
    assert (offer.label, offer.value) == ("改为 98,500.00 元", "98500.00")


def test_a_form_sent_again_bears_the_same_once_key():
    first = Signing()
    assert len(first.once_key) == 32
    assert Signing(sent(once=first.once_key)).once_key == first.once_key
    assert Signing().once_key != first.once_key


def test_the_version_before_the_eyes_comes_back():
    assert Signing(sent(version="3"), version=4).typed_version == "3"


def test_money_to_be_paid_is_echoed_in_capitals():
    field = Signing().fields["price_fen"]
    assert field.echo("98,500") == "玖万捌仟伍佰元整"
    assert field.echo("3万") == ""
