"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.plans.views import assessments, copies, items, papers, pledges, rankings

app_name = "plans"
urlpatterns = [
    path("", items.list_, name="list"),
    path("new/", items.new, name="new"),
    path("copy/", copies.copy, name="copy"),
    path("savings/", pledges.savings, name="savings"),
    path("ranking/", rankings.index, name="rankings"),
    path("ranking/new/", rankings.new, name="rank"),
    path("ranking/<int:run_id>/", rankings.one, name="ranking"),
    path("ranking/<int:run_id>.xlsx", rankings.workbook, name="ranking_file"),
    path("ranking/<int:run_id>/settle/", rankings.settle, name="settle"),
    path("ranking/<int:run_id>/items/<int:item_id>/", rankings.depart, name="depart"),
    path("what-if/", rankings.what_if, name="what_if"),
    path("ties/<int:tie_id>/loose/", rankings.loose, name="loose"),
    path("papers/plan.<slug:kind>", papers.of_year, name="plan_paper"),
    path("<int:item_id>/", items.detail, name="detail"),
    path("<int:item_id>/edit/", items.edit, name="edit"),
    path("<int:item_id>/submit/", items.submit, name="submit"),
    path("<int:item_id>/withdraw/", items.withdraw, name="withdraw"),
    path("<int:item_id>/assessments/<slug:kind>/", assessments.assessment, name="assessment"),
    path("<int:item_id>/ties/", rankings.tie, name="tie"),
    path("<int:item_id>/study/", assessments.study, name="study"),
    path("<int:item_id>/assess/", assessments.assess, name="assess"),
    path("<int:item_id>/evidence/<int:file_id>/", assessments.evidence, name="evidence"),
    path("<int:item_id>/pledged/", pledges.pledged, name="pledged"),
    path("<int:item_id>/pledge/", pledges.pledge, name="pledge"),
    path("<int:item_id>/pledge/sign/", pledges.sign, name="sign_pledge"),
    path("<int:item_id>/papers/<slug:paper>.<slug:kind>", papers.of_item, name="paper"),
]
