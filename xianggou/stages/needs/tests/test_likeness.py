"""What a text is about is told by the words that are rare where people speak."""

from xianggou.core.likeness import Heard, Index

ITEMS = {"lamps": "路灯维护 照明", "letters": "信访件答复 请有关单位研究答复"}
ASKED = "请有关单位研究答复：路灯不亮"


def test_words_that_everybody_wraps_round_a_request_count_little():
    assert Index(ITEMS).like(ASKED)[0].key == "letters"
    said = Heard(
        f"请有关单位研究答复：{thing}" for thing in ("水管破了", "狗叫", "井盖丢了", "没有车", "停电")
    )
    first, *rest = Index(ITEMS, said).like(ASKED)
    assert first.key == "lamps" and first.share == 100 and "路灯" in first.words
    assert [one.key for one in rest] == ["letters"] and rest[0].share < 100


def test_a_text_without_any_known_word_gets_no_proposal():
    assert (
        Index(ITEMS).like("🙂🙂 ???") == [] and Index({}).like(ASKED) == [] and Index({"": ""}).like("") == []
    )


def test_every_proposal_says_on_which_words_it_rests():
    (only,) = Index({"drains": "河道管护"}).like("下水道堵了")
    assert only.words == ("道",)


def test_the_order_is_the_same_every_time():
    items = {f"k{n}": "清扫村道" for n in range(9)}
    assert [one.key for one in Index(items).like("村道没人清扫", 9)] == sorted(items)
