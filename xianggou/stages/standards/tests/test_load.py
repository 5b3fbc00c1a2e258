"""Standards out of an office's file: drafts for a department, versions for the keeper of the place's lists."""

from __future__ import annotations

import pytest

from tests import cast as casting
from tests.bureaus import whole
from xianggou.base.trail.loads import Loaded
from xianggou.core.findings import BadInput
from xianggou.stages.standards import actions, queries
from xianggou.stages.standards.models import Standard
from xianggou.stages.standards.sheets import prose_of

pytestmark = pytest.mark.django_db
ASKED = [
    {
        "of": "承接主体",
        "requirement": "取得许可",
        "proof": "许可证书",
        "is_dated": True,
        "checked_at": "登记、响应",
    }
]


def load(cast, by, *standards):
    return actions.load(where=cast.county, by=by, standards=list(standards))


def of(code, **more):
    return {"code": code, "indicators": whole(), **more}


def test_a_department_s_file_becomes_a_draft_and_the_same_file_nothing(cast, bureaus):
    first = load(cast, bureaus.writer, of("0101", qualifications=ASKED))
    again = load(cast, bureaus.writer, of("0101", qualifications=ASKED))

    assert (first, again) == (Loaded(saved=9), Loaded(unchanged=9))
    draft = queries.in_the_making(casting.PLACE, "0101")
    assert (draft.status, draft.department, len(queries.indicators(draft.pk))) == ("draft", "住建局", 8)
    (asked,) = queries.qualifications_of(draft)
    assert (asked.is_dated, asked.checked_at) == (True, ("登记", "响应"))
    # what the file does not have is what stands
    assert queries.rules_of(draft) == queries.rules_of(queries.newest(casting.PLACE, "0101"))
    actions.send(draft.pk, by=bureaus.writer)
    published = actions.publish(draft.pk, by=bureaus.head)
    assert load(cast, bureaus.writer, of("0101", qualifications=ASKED)) == Loaded(unchanged=9)
    assert queries.in_force(casting.PLACE, "0101") == published


def test_a_changed_file_goes_on_with_the_open_draft(cast, bureaus):
    load(cast, bureaus.writer, of("0101"))
    changed = load(cast, bureaus.writer, of("0101", indicators=whole(target="≥96")))

    (draft,) = Standard.objects.filter(status="draft")
    assert changed == Loaded(changed=8) and draft.version == 2
    assert {i.target for i in queries.indicators(draft.pk)} == {"≥96"}


def test_another_department_s_item_and_one_out_of_the_catalogue_refuse_the_whole(cast, bureaus):
    with pytest.raises(BadInput) as refused:
        load(cast, bureaus.foreign, of("0105"), of("0101", at=("执行标准", 9)), of("0999"))
    told = [(p.code, p.sheet, p.row) for p in refused.value.problems]
    assert told == [("standards.load.foreign", "执行标准", 9), ("out_of_catalogue", "", 0)]
    assert not Standard.objects.filter(catalogue_code="0105").exists()


def test_a_sent_standard_is_not_changed_by_a_file(cast, bureaus):
    load(cast, bureaus.writer, of("0101"))
    draft = queries.in_the_making(casting.PLACE, "0101")
    actions.send(draft.pk, by=bureaus.writer)
    with pytest.raises(BadInput) as refused:
        load(cast, bureaus.writer, of("0101", indicators=whole(target="≥99")))
    assert [p.code for p in refused.value.problems] == ["standards.load.sent"]


def test_the_keeper_of_the_lists_publishes_whole_standards(cast, bureaus):
    first = load(cast, cast["finance"], of("0101"), of("0105"))
    again = load(cast, cast["finance"], of("0101"), of("0105"))

    assert (first, again) == (Loaded(saved=8, changed=8), Loaded(unchanged=16))
    assert [queries.newest(casting.PLACE, c).number for c in ("0101", "0105")] == [2, 1]
    assert queries.newest(casting.PLACE, "0105").department == "民政局"


def test_what_is_not_whole_stays_a_draft_whoever_brings_it(cast, bureaus):
    load(cast, cast["finance"], of("0101"), of("0105", is_open=True))
    only_asked = load(cast, cast["finance"], {"code": "0101", "qualifications": ASKED, "indicators": None})
    assert only_asked == Loaded(changed=1)  # a published standard has its indicators already
    assert queries.newest(casting.PLACE, "0105") is None
    assert queries.in_the_making(casting.PLACE, "0105").department == "民政局"


def test_the_rules_refuse_a_published_list_with_the_row_it_stands_in(cast, bureaus):
    with pytest.raises(BadInput) as refused:
        load(cast, cast["finance"], of("0105", indicators=whole(weights={"范围": 7}), at=("执行标准", 2)))
    (problem,) = refused.value.problems
    assert (problem.code, problem.sheet, problem.row) == ("standards.publish.weights_not_full", "执行标准", 2)
    assert problem.then and problem.why


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["一、适用范围:全县村级账务。"], ("全县村级账务", [], [])),
        (
            ["二、承接主体须具备代理记账许可证书，从业人员须具备初级会计资格。"],
            ("", [("承接主体", "具备代理记账许可证书"), ("从业人员", "具备初级会计资格")], []),
        ),
        (["三、统一执行《甲制度》和本县岗位职责。"], ("", [], ["《甲制度》", "本县岗位职责"])),
        (["四、指标见下表。", "清岚县财政局"], ("", [], [])),
    ],
)
def test_running_text_gives_scope_qualifications_and_rules(lines, said):
    found = prose_of(lines)
    asked = [(q["of"], q["requirement"]) for q in found.qualifications]
    assert (found.scope, asked, list(found.rules)) == said
