"""The register as a page: found by name or code, entered once, refused with the reason."""

from __future__ import annotations

import pytest

from tests.visits import client_of, expected_counts, once, statements
from xianggou.base.trail.models import Entry
from xianggou.core.codes import check_digit, organisation_digit
from xianggou.stages.suppliers import actions
from xianggou.stages.suppliers.models import Supplier

pytestmark = pytest.mark.django_db
GOOD = {"name": "澜川丰澜环境服务有限公司", "uscc": "91590121MA9KF4MP9L", "kind": "企业", "is_sme": "on"}


def valid_codes(count: int) -> list[str]:
    """Codes with both check characters right."""
    bodies = [f"91590121MA9K{n:04d}" for n in range(count * 2)]
    whole = [f"{b}{organisation_digit(b[8:])}" for b in bodies if organisation_digit(b[8:]) != "X"]
    return [b + check_digit(b) for b in whole[:count]]


def registered(cast) -> Supplier:
    return actions.register(
        where=cast.here, by=cast["buyer"], uscc=GOOD["uscc"], name=GOOD["name"], kind="企业"
    )


def test_a_buyer_enters_a_supplier_once(cast):
    client, form = client_of(cast["buyer"]), once(**GOOD)
    for _click in range(2):
        answer = client.post("/suppliers/new/", form, follow=True)
        assert answer.redirect_chain and "已在名录里" in answer.content.decode()
    assert Supplier.objects.count() == 1
    assert Entry.objects.filter(verb="suppliers.register").count() == 1


def test_the_same_key_with_another_supplier_is_refused(cast):
    client, form = client_of(cast["buyer"]), once(**GOOD)
    client.post("/suppliers/new/", form)
    answer = client.post("/suppliers/new/", {**form, "name": "别的名字"})
    assert answer.status_code == 409 and Supplier.objects.count() == 1


def test_a_code_with_a_wrong_digit_is_refused_and_nothing_typed_is_lost(cast):
    wrong = {**GOOD, "uscc": "91590121MA9KF4MP9X", "contact": "王会计"}
    answer = client_of(cast["buyer"]).post("/suppliers/new/", once(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and "suppliers.register.bad_code" in page
    assert 'value="91590121MA9KF4MP9X"' in page and 'value="王会计"' in page
    assert Supplier.objects.count() == 0


def test_after_mending_the_same_form_goes_through(cast):
    client, form = client_of(cast["buyer"]), once(**{**GOOD, "uscc": "123"})
    assert client.post("/suppliers/new/", form).status_code == 422
    assert client.post("/suppliers/new/", {**form, "uscc": GOOD["uscc"]}).status_code == 302
    assert Supplier.objects.get().uscc == GOOD["uscc"]


def test_what_is_missing_is_told_at_its_field(cast):
    answer = client_of(cast["buyer"]).post("/suppliers/new/", once(uscc=GOOD["uscc"]))
    assert answer.status_code == 400 and "“名称”还没有填" in answer.content.decode()


@pytest.mark.parametrize("login", ["needs", "finance", "mayor"])
def test_another_seat_may_not_register(cast, login):
    client = client_of(cast[login])
    assert client.get("/suppliers/new/").status_code == 403
    assert client.post("/suppliers/new/", once(**GOOD)).status_code == 403
    assert "/suppliers/new/" not in client.get("/suppliers/").content.decode()


def test_the_register_is_searched_by_name_and_code(cast):
    registered(cast)
    client = client_of(cast["needs"])
    for text in ("丰澜", "ma9kf4"):
        assert GOOD["name"] in client.get("/suppliers/", {"q": text}).content.decode()
    assert "没有符合的承接主体" in client.get("/suppliers/", {"q": "没有这家"}).content.decode()


def test_more_suppliers_take_no_more_statements(cast):
    clerk, counts, one = client_of(cast["buyer"]), expected_counts(__file__), registered(cast)
    few = {url: statements(clerk, url) for url in counts}
    for code in valid_codes(30):
        actions.register(where=cast.here, by=cast["buyer"], uscc=code, name=f"企业{code}", kind="企业")
    assert Supplier.objects.count() > 30 and one.pk
    assert few == {url: statements(clerk, url) for url in counts} == counts
