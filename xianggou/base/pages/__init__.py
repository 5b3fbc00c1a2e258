"""What every page stands on: base template, components, forms, lists, refusals, drafts, downloads.

How to write a page, on one screen.

queries.py   shapes the page: frozen dataclasses, plain values, pieces from `pages.shapes`.
             Money stays int 分; dates stay dates; no HTML, no formatted text.

views.py     from xianggou.base.pages.views import download, paged, refusals_shown_on

             @asks("contracts.sign")
             def sign(request, contract_id):
                 page = queries.signing_page(contract_id, request.actor)
                 form = SignForm(request.POST or None, initial=page.suggested, version=page.version)
                 form.draft_as(request, "contracts.sign", contract_id)      # autosave and restore
                 if form.is_valid():
                     with refusals_shown_on(form):                # Refused 422, BadInput 400, Stale 409
                         actions.sign(contract_id, by=..., **form.cleaned_data)
                         return redirect("contracts:detail", contract_id)   # draft is dropped here
                 return render(request, "contracts/sign.html", {"page": page, "form": form},
                               status=form.http_status)

forms.py     class SignForm(pages.forms.Form):
                 price_fen = YuanField(label=_("成交价"))          # unit 元 shown; gives int 分
                 signed_on = DayField(label=_("签订日期"))
                 fields_of_findings = {"contracts.sign.late": "signed_on"}   # finding beside its field

lists        page = paged(queryset, request, order=("-made_on", "id"), sorts=("price_fen",))
             table = Table(caption=_("合同"), columns=COLUMNS, page=page, rows=page.rows,
                           chips=chips(request, "status", [...]), exports=export_links(request))

templates    {% extends "base.html" %} {% load pages %}
             {% block title %}plain text; it is the tab's title and the h1{% endblock %}
             {% block crumbs %}{% crumbs page.trail %}{% endblock %}
             {% block sub %} {% block head_actions %}{% verbs page.actions %}{% endblock %}
             {% block steps %}{% life_strip page.stages %}{% endblock %}  {% block content %}  {% block aside %}

             A form: {% error_summary form %}{% findings form.verdict %}{% conflict form %}
             <form method="post"{% draft_attrs form %} novalidate>{% form_tokens form %}{% form_fields form %}
             <div class="form-end"><button class="button primary">签订</button>{% draft_button form %}</div></form>

pieces       {% findings verdict %} {% error_summary form %} {% field form.price_fen %} {% form_tokens form %}
             {% form_fields form %} {% conflict form %} {% draft_state form %} {% draft_button form %}
             {% status "stop" _("被挡住") %} {% life_strip stages %} {% steps wizard %} {% money_bar line %}
             {% money fen %} (follows the page's 万元/元 switch) {% unit_switch %} {{ fen|yuan }} {{ fen|wan }}
             {{ fen|capitals }} {{ day|day }} {{ due|deadline }} {% table table %} {% verb action %} {% verbs list %}
             {% timeline entries %} {% kv pairs %} {% holder who %} {% nothing empty %} {% filelist files %}
             {% clause cite %} {% stopline verdict holder %}  The guide at /pages/guide/ shows all of them in every state.

CSS          <section class="box"><header><h2>…</h2><span class="aside">…</span></header>
             <div class="in">…</div></section> is the one container. `.num` right-aligned figures, `.quiet`,
             `.strong`, `.code`, `.cols` (main and side column). No style attribute, no inline script: the
             policy refuses both. Red is only for a stop. At most one primary button a page.

Context that `web` gives to every page: nav, phone_nav, whoami, installation, search_url (see `shapes`).
"""
