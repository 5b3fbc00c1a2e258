"""No figure and no clause of a statute outside `law/` and `packs/`: a change of law is a change of data."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, docstrings, files, modules, short, tree

# What arithmetic itself needs: parts of a 元, of a percent, of a basis point, months of a year.
ARITHMETIC = {0, 1, 2, 12, 100, 10_000}
# 《…》第十条, 令第102号, 财综〔2016〕54号: a document quoted, as opposed to the contract's own 第六条.
QUOTES_A_DOCUMENT = re.compile(
    r"》[^《》]{0,12}第[一二三四五六七八九十百零\d]+条|令第\s*\d+\s*号|[一-鿿]〔\d{4}〕\d+号"
)
# 30日内, 5个工作日, 200万元以上: a limit said in words instead of through %(limit)s.
SAYS_A_LIMIT = re.compile(r"\d\s*(?:个?工作日|日内|天内|年内|万元以[上下内])")
GROUPED_MONEY = re.compile(r"\b\d[\d_]*_\d{4}_\d{2}\b")
# The demo tells an invented year, in figures.
TELLS_FIGURES = ("xianggou/demo/",)


def figures_in_rules(module: ast.Module) -> list[tuple[int, object]]:
    """Numbers in a rule that arithmetic does not need: they would be the law's."""
    return [
        (node.lineno, node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in ARITHMETIC
    ]


def quotations(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Sentences that quote a document or say a limit. Docstrings may: they explain, nobody is refused by them."""
    explained = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            found = QUOTES_A_DOCUMENT.search(node.value) or SAYS_A_LIMIT.search(node.value)
            yield from [(node.lineno, found.group())] if found else []


def page_quotations(text: str) -> Iterator[tuple[int, str]]:
    """The same in a template; comments are left out."""
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        if found := QUOTES_A_DOCUMENT.search(line) or SAYS_A_LIMIT.search(line):
            yield number, found.group()


def code() -> Iterator[Path]:
    return (path for path in modules() if not short(path).startswith(TELLS_FIGURES))


def test_rules_hold_no_figures():
    rules = [p for p in modules() if p.name == "rules.py"]
    found = [f"{short(p)}:{line} {value}" for p in rules for line, value in figures_in_rules(tree(p))]
    assert found == []


def test_code_quotes_no_statute():
    found = [f"{short(p)}:{line} {text}" for p in code() for line, text in quotations(tree(p))]
    assert found == []


def test_pages_quote_no_statute():
    pages = files(PACKAGE, ".html", ".typ", ".txt")
    found = [f"{short(p)}:{n} {text}" for p in pages for n, text in page_quotations(p.read_text("utf-8"))]
    assert found == []


def test_stages_hold_no_amounts():
    found = [
        f"{short(p)}:{number} {hit.group()}"
        for p in code()
        if short(p).startswith("xianggou/stages/")
        for number, line in enumerate(p.read_text("utf-8").splitlines(), 1)
        if (hit := GROUPED_MONEY.search(line.partition("#")[0]))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        ('days > law["contracts.sign_within"].amount', False),
        ("share_bp * price_fen // 10_000", False),
        ("days > 30", True),
        ("price_fen > 50_0000_00", True),
    ],
)
def test_the_check_sees_a_figure(rule: str, bad: bool):
    assert bool(figures_in_rules(ast.parse(rule))) is bad


@pytest.mark.parametrize(
    ("sentence", "bad"),
    [
        ("距通知书发出已 %(days)s 日，超过 %(limit)s 日", False),
        ("按第六条所列规则逐项扣减", False),
        ("依据《政府采购法》第四十六条", True),
        ("财政部令第102号", True),
        ("应当在30日内签订", True),
        ("200万元以上须公开招标", True),
    ],
)
def test_the_check_sees_a_quotation(sentence: str, bad: bool):
    assert bool(list(quotations(ast.parse(f"_({sentence!r})")))) is bad
    assert bool(list(page_quotations(f"<p>{sentence}</p>"))) is bad


def test_a_docstring_may_quote():
    assert list(quotations(ast.parse('"""Law: 《政府采购法》第四十六条."""'))) == []


@pytest.mark.parametrize(("line", "bad"), [("LIMIT = 1_000", False), ("LIMIT = 50_0000_00", True)])
def test_the_check_sees_an_amount(line: str, bad: bool):
    assert bool(GROUPED_MONEY.search(line)) is bad
