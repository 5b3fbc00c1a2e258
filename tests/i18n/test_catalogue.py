"""The English catalogue is whole: nothing untranslated, nothing stale, placeholders alike, compiled as written."""

from __future__ import annotations

import gettext
import importlib.machinery
import importlib.util
import io
import re
import sys
from types import ModuleType

import pytest

from tests.house.source import ROOT

HAN = re.compile(r"[一-鿿]")
# %(name)s, %%, <b>; what fills a sentence must come through in both languages.
HOLES = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|</?[a-z]+>")


def script() -> ModuleType:
    """`scripts/messages`, which has no .py ending."""
    loader = importlib.machinery.SourceFileLoader("messages_script", str(ROOT / "scripts" / "messages"))
    spec = importlib.util.spec_from_loader("messages_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages_script"] = module
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    return module


messages = script()


@pytest.fixture(scope="module")
def kept():
    return messages.read(messages.PO.read_text("utf-8"))


def wrong_holes(sentence: str, plural: str, english: list[str]) -> bool:
    """Whether a translation loses or invents a placeholder; only the singular may leave its number out."""
    asked = sorted(HOLES.findall(sentence))
    if not plural:
        return sorted(HOLES.findall(english[0])) != asked
    return sorted(HOLES.findall(english[1])) != asked or not set(HOLES.findall(english[0])) <= set(asked)


def test_every_sentence_of_code_and_law_is_in_the_catalogue_and_nothing_else(kept):
    said = messages.gather()
    assert sorted(said.keys() - kept.keys()) == [], "run scripts/messages, then translate"
    assert sorted(kept.keys() - said.keys()) == [], "run scripts/messages"
    assert messages.PO.read_text("utf-8") == messages.written(messages.merged())


def test_every_sentence_has_its_english(kept):
    assert [key for key, entry in kept.items() if not entry.english] == []


def test_no_translation_keeps_chinese(kept):
    assert [e.english for e in kept.values() if any(HAN.search(t) for t in e.english)] == []


def test_placeholders_are_the_same_in_both_languages(kept):
    assert [
        (sentence, e.english)
        for (_, sentence), e in kept.items()
        if e.english and wrong_holes(sentence, e.plural, e.english)
    ] == []


def test_the_compiled_catalogue_says_what_the_written_one_says(kept):
    assert messages.MO.read_bytes() == messages.compiled(kept), "run scripts/messages"
    with messages.MO.open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    for (context, sentence), entry in kept.items():
        if entry.plural:
            told = [catalogue.ngettext(sentence, entry.plural, n) for n in (1, 2)]
            assert told == entry.english
        elif context:
            assert catalogue.pgettext(context, sentence) == entry.english[0]
        else:
            assert catalogue.gettext(sentence) == entry.english[0]


# The checks see what they are for --------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('_("计划")', [(("", "计划"), "")]),
        ('gettext("一" if x else "二")', [(("", "一"), ""), (("", "二"), "")]),
        ('ngettext("%(n)s 件", "%(n)s 件", n)', [(("", "%(n)s 件"), "%(n)s 件")]),
        ('pgettext("one", "人员")', [(("one", "人员"), "")]),
        ('Kind("duties", "责任清单", ())', [(("", "责任清单"), "")]),
        ("_(name)", []),
    ],
)
def test_sentences_are_found_in_code(code, found):
    assert list(messages.in_code(code)) == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "计划" %}', [(("", "计划"), "")]),
        ('{% translate "：" context "colon" %}', [(("colon", "："), "")]),
        ("{% blocktranslate with n=x %}第 {{ n }} 版{% endblocktranslate %}", [(("", "第 %(n)s 版"), "")]),
        (
            "{% blocktranslate count n=x %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}",
            [(("", "%(n)s 件"), "%(n)s 件")],
        ),
        ('{% findings v heading=_("还不能送审") %}', [(("", "还不能送审"), "")]),
        ("{{ plain }}", []),
    ],
)
def test_sentences_are_found_in_templates(template, found):
    assert list(messages.in_template("{% load i18n %}" + template)) == found


@pytest.mark.parametrize(
    ("sentence", "plural", "english", "wrong"),
    [
        ("第 %(n)s 版", "", ["Version %(n)s"], False),
        ("第 %(n)s 版", "", ["Version %(m)s"], True),
        ("第 %(n)s 版", "", ["Version"], True),
        ("%(n)s 件", "%(n)s 件", ["one thing", "%(n)s things"], False),
        ("%(n)s 件", "%(n)s 件", ["one thing", "things"], True),
        ("高出 %(n)s%%", "", ["%(n)s above"], True),
    ],
)
def test_a_lost_placeholder_is_seen(sentence, plural, english, wrong):
    assert wrong_holes(sentence, plural, english) is wrong


def test_a_catalogue_survives_writing_and_reading():
    entry = messages.Entry("", ["a.py"], ['say "\\" and\nagain'])
    counted = messages.Entry("%(n)s 件", ["b.py"], ["%(n)s thing", "%(n)s things"])
    entries = {
        ("", '说"\\"\n再说'): entry,
        ("colon", "："): messages.Entry("", [], [": "]),
        ("", "件"): counted,
    }
    text = messages.written(entries)
    assert messages.read(text) == entries
    catalogue = gettext.GNUTranslations(io.BytesIO(messages.compiled(entries)))
    assert catalogue.gettext('说"\\"\n再说') == 'say "\\" and\nagain'
    assert catalogue.pgettext("colon", "：") == ": "
    assert messages.read(text.replace("#: a.py", "#, fuzzy"))["", '说"\\"\n再说'].english == []
