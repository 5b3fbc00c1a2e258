"""Tags and filters of every page: figures and dates as people read them, and the pieces.

A tag draws what it is given (see `pages.shapes`); it reads nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockNode
from django.templatetags.i18n import do_translate
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from xianggou.base.access.wording import term
from xianggou.base.pages import bars, cells, figures, keeping, refusals, shapes
from xianggou.base.pages.figures import escaped

register = template.Library()
piece = register.inclusion_tag


# Blocks --------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """A block of the page drawn here as well; empty when the page does not fill it."""
    if BLOCK_CONTEXT_KEY not in context.render_context:
        return ""
    return mark_safe(BlockNode(name, NodeList()).render(context).strip())


@register.filter
def html_lang(code: str) -> str:
    """A language code as the lang attribute wants it: zh-hans → zh-Hans."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


class Said(Node):
    """A sentence that stands in a template as it is: a page has dozens, and each is looked up once for a language."""

    def __init__(self, sentence: str) -> None:
        """`sentence` in the language of the source."""
        self.sentence = sentence

    def render(self, context: Context) -> SafeString:
        """The sentence in the reader's language."""
        return said(get_language(), self.sentence)


@cache
def said(language: str | None, sentence: str) -> SafeString:
    """A sentence in a language, which is the one in use; as Django's own tag writes it."""
    found = gettext(SafeString(sentence.replace("%", "%%")))
    return SafeString(found.replace("%%", "%"))


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's tag of this name; what is no plain sentence is left to it."""
    node: Any = do_translate(parser, token)
    words = node.filter_expression
    is_plain = isinstance(words.var.literal, str) and not words.filters
    if not is_plain or node.noop or node.asvar or node.message_context:
        return node
    return Said(words.var.literal)


# Figures, dates, shapes ----------------------------------------------------------------------

for read_as in (
    figures.yuan,
    figures.wan,
    figures.yuan_text,
    figures.wan_text,
    figures.capitals,
    figures.day,
    figures.moment,
    figures.deadline,
    figures.size,
    figures.text,
    figures.shape_word,
    term,
):
    register.filter(read_as.__name__, read_as)
register.simple_tag(figures.shape)
register.simple_tag(figures.status)


def unit_of(context: Context) -> str:
    """The page's unit: `?unit=yuan` in the address, else 万元."""
    request = context.get("request")
    return "yuan" if request is not None and request.GET.get("unit") == "yuan" else "wan"


@register.simple_tag(takes_context=True)
def money(context: Context, fen: int | None) -> SafeString:
    """An amount in the unit that the page's switch shows."""
    return figures.switched(fen, unit_of(context))


@register.simple_tag(takes_context=True)
def unit_name(context: Context) -> SafeString:
    """The word for the page's unit; follows the switch."""
    return figures.unit_word(unit_of(context))


@piece("pages/pieces/unit_switch.html", takes_context=True)
def unit_switch(context: Context) -> dict[str, Any]:
    """万元/元: two links that change the address; with script no reload."""
    request = context.get("request")
    links = []
    for unit, label in (("wan", gettext("万元")), ("yuan", gettext("元"))):
        query = request.GET.copy() if request is not None else None
        if query is not None:
            query["unit"] = unit
        links.append((unit, label, "?" + query.urlencode() if query is not None else f"?unit={unit}"))
    return {"links": links, "unit": unit_of(context)}


@piece("pages/pieces/deadline.html", name="deadline_of")
def deadline_of(due: shapes.Deadline) -> dict[str, Any]:
    """A deadline with what is left, and its clause one click away."""
    return {"due": due, "left": figures.left(due)}


# Pieces --------------------------------------------------------------------------------------


@register.simple_tag
def nav_links(nav: Sequence[shapes.NavItem]) -> list[SafeString]:
    """The entries of the main navigation as links; each page draws them twice, for a desk and for a phone."""
    return [_nav_link(one) for one in nav]


def _nav_link(one: shapes.NavItem) -> SafeString:
    current = ' aria-current="page"' if one.current else ""
    tally = f'<span class="tally">{one.waiting}</span>' if one.waiting else ""
    return SafeString(f'<a href="{escaped(one.url)}"{current}>{escaped(one.label)}{tally}</a>')


@register.simple_tag
def chip_links(chips: Sequence[shapes.Chip]) -> SafeString:
    """Filters of one parameter as links."""
    return cells.chips(chips)


@piece("pages/pieces/crumbs.html")
def crumbs(trail: Sequence[shapes.Crumb]) -> dict[str, Any]:
    """The path above the title."""
    return {"trail": trail}


@piece("pages/pieces/clause.html")
def clause(cite: Any) -> dict[str, Any]:
    """A clause whose gist is one click, key or tap away, and printed in full."""
    return {"cite": refusals.cite_shown(cite)}


@piece("pages/pieces/findings.html", takes_context=True)
def findings(context: Context, verdict: Any, heading: str = "", note: str = "") -> dict[str, Any]:
    """The refusal panel: what, which clause, what next, who can, code; stops first, all at once."""
    return {**refusals.panel(verdict, heading=heading, note=note), "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/stopline.html")
def stopline(verdict: Any, holder: shapes.Holder | None = None, url: str = "") -> dict[str, Any]:
    """The first stop in one line, with who holds it; the rest one click below."""
    return {**refusals.panel(verdict), "holder": holder, "url": url}


@piece("pages/pieces/life.html")
def life_strip(stages: Sequence[shapes.Stage]) -> dict[str, Any]:
    """The stages of a purchase in walking order; on a phone the done ones fold."""
    done = [s for s in stages if s.shape == "done" and not s.current]
    return {"stages": stages, "done": done if len(done) > 2 else [], "first": done[:1], "last": done[-1:]}


@piece("pages/pieces/wizard.html")
def steps(wizard: Sequence[shapes.Stage]) -> dict[str, Any]:
    """The steps of a wizard."""
    return {"wizard": wizard}


@piece("pages/pieces/money_bar.html", takes_context=True)
def money_bar(
    context: Context, line: shapes.MoneyLine, mini: bool = False, notes: bool = True
) -> dict[str, Any]:
    """A budget line as a bar with its six figures and the check that they add up."""
    return {
        "line": line,
        "parts": bars.parts(line),
        "mini": mini,
        "notes": notes,
        "said": bars.said(line),
        "request": context.get("request"),
    }


@piece("pages/pieces/bar_key.html")
def bar_key() -> dict[str, Any]:
    """The legend of the money bar."""
    return {"parts": bars.PARTS}


@piece("pages/pieces/table.html", takes_context=True)
def table(context: Context, table: shapes.Table) -> dict[str, Any]:
    """A list: search, filters, sort, rows, totals, pager, export."""
    unit = unit_of(context)
    heads = cells.head(table, unit)
    return {
        "table": table,
        "head": heads,
        "head_row": cells.head_row(heads, unit),
        "body": cells.body(table, unit, lambda drawn: cell(context, drawn)),
        "foot": cells.foot(table, unit),
        "chips": cells.chips(table.chips),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def cell(context: Context, drawn: cells.Drawn) -> SafeString:
    """The content of one cell. A page has hundreds: only buttons and bars are worth a template each."""
    if drawn.kind == "verbs":
        return mark_safe(render_to_string("pages/pieces/verbs.html", verbs(context, drawn.value, small=True)))
    if drawn.kind == "bar":
        bar = money_bar(context, drawn.value, mini=True) if drawn.value else None
        return mark_safe(render_to_string("pages/pieces/money_bar.html", bar) if bar else "")
    return cells.content(drawn, unit_of(context))


@piece("pages/pieces/verb.html", takes_context=True)
def verb(context: Context, action: shapes.Action, small: bool = False) -> dict[str, Any]:
    """A button: open, or dashed with its reason."""
    return {"action": action, "small": small, "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/verbs.html", takes_context=True)
def verbs(context: Context, actions: Sequence[shapes.Action], small: bool = False) -> dict[str, Any]:
    """Several verbs in a row."""
    return {"actions": actions, "small": small, "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/timeline.html")
def timeline(entries: Sequence[shapes.Entry], label: str = "") -> dict[str, Any]:
    """What happened and what is to come, newest first."""
    return {"entries": entries, "label": label}


@piece("pages/pieces/pairs.html", takes_context=True)
def kv(context: Context, pairs: Sequence[Any] | Mapping[Any, Any], sums: bool = False) -> dict[str, Any]:
    """Labels and values: Pairs, 2-tuples or a mapping."""
    items = pairs.items() if isinstance(pairs, Mapping) else pairs
    shown = [pair if isinstance(pair, shapes.Pair) else shapes.Pair(*pair) for pair in items]
    return {
        "pairs": [(pair, cells.drawn(pair.kind, pair.value)) for pair in shown],
        "sums": sums,
        "request": context.get("request"),
    }


@piece("pages/pieces/holder.html", takes_context=True)
def holder(context: Context, who: shapes.Holder | None) -> dict[str, Any]:
    """In whose hands it is, since and until when."""
    return {"who": who, "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/empty.html", takes_context=True)
def nothing(context: Context, empty: shapes.Empty) -> dict[str, Any]:
    """Nothing to show: why, and the one thing to do. (Named so because `for` owns the word empty.)"""
    return {"empty": empty, "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/files.html")
def filelist(files: Sequence[shapes.FileShown]) -> dict[str, Any]:
    """Files with step, date, public or not, state and digest."""
    return {"files": files}


# Forms ---------------------------------------------------------------------------------------


@piece("pages/pieces/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field: label above with its unit, hint, error, control, offers."""
    form = bound.form
    offers = list(getattr(form, "offers", {}).get(bound.name, ()))
    extra: dict[str, str | bool] = {"aria-invalid": "true"} if bound.errors else {}
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    if described:
        extra["aria-describedby"] = " ".join(described)
    group = bool(bound.use_fieldset)
    return {
        "field": bound,
        "offers": offers,
        "control": bound.as_widget(attrs=None if group else extra),
        "described": extra.get("aria-describedby", ""),
        "group": group,
        "tick": getattr(bound.field.widget, "input_type", "") == "checkbox" and not group,
        "unit": getattr(bound.field, "unit", ""),
        "after": getattr(bound.field, "echo", lambda value: "")(bound.value()),
    }


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: Any) -> SafeString:
    """All visible fields of a form, one under the other."""
    drawn = render_to_string
    return mark_safe(
        "".join(drawn("pages/pieces/field.html", field(bound)) for bound in form.visible_fields())
    )


@piece("pages/pieces/tokens.html", takes_context=True)
def form_tokens(context: Context, form: Any = None) -> dict[str, Any]:
    """Hidden fields of a form that acts: anti-forgery token, once-key, version."""
    return {"form": form, "csrf_token": context.get("csrf_token")}


@piece("pages/pieces/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """All that is wrong, at the top, takes the focus; each line leads to its field with the same words."""
    lines = [
        (bound.id_for_label or bound.auto_id, text)
        for bound in form
        for text in (bound.errors if form.is_bound else ())
    ]
    general = list(form.non_field_errors()) if form.is_bound else []
    return {"lines": lines, "general": general, "count": len(lines) + len(general)}


@piece("pages/pieces/conflict.html")
def conflict(form: Any) -> dict[str, Any]:
    """Both versions side by side after someone else's change; what was typed stays in the boxes."""
    return {"conflict": getattr(form, "conflict", None)}


@piece("pages/pieces/draft_state.html")
def draft_state(form: Any) -> dict[str, Any]:
    """Whether what is typed is saved, and since when."""
    return {"form": form}


@piece("pages/pieces/draft_button.html")
def draft_button(form: Any) -> dict[str, Any]:
    """Put it aside (saves the draft without script too), and when one was restored, begin afresh."""
    return {"form": form}


@register.simple_tag
def keep_attrs(form: Any) -> SafeString:
    """Attributes of a <form> that may be filled without a line."""
    since = f"{form.draft_saved_at.timestamp():.0f}" if form.draft_saved_at else ""
    fresh = mark_safe("" if form.is_bound else " data-keep-fresh")
    return format_html(
        ' data-keep="{}" data-keep-owner="{}" data-keep-since="{}"{}',
        form.kept_as,
        form.kept_for,
        since,
        fresh,
    )


@piece("pages/pieces/keep_note.html")
def keep_note() -> dict[str, Any]:
    """Beside the button of such a form: that what is typed is kept on the device, and how to take it off."""
    return {}


@piece("pages/pieces/keeping.html", takes_context=True)
def keeping_bar(context: Context) -> dict[str, Any]:
    """At the top of every page: what waits on this device to be sent."""
    return {"owner": keeping.owner_of(context.get("request"))}


@register.simple_tag
def draft_attrs(form: Any) -> SafeString:
    """Attributes of a <form> that saves itself as a draft."""
    url = getattr(form, "draft_url", "")
    return format_html(' data-draft="{}"', url) if url else mark_safe("")
