"""Addresses of the catalogue."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.catalogue.views import adjusting, carried, proposals, public, versions

app_name = "catalogue"
urlpatterns = [
    path("", versions.list_, name="list"),
    path("suggest/", public.suggest, name="suggest"),
    path("compare/", adjusting.compare, name="compare"),
    path("versions/<int:number>/publish/", adjusting.publish, name="publish"),
    path("versions/<int:number>/paper/<str:kind>", adjusting.version_paper, name="version_paper"),
    path("versions/<int:number>/notice/<str:kind>", adjusting.version_notice, name="version_notice"),
    path("town/", carried.carried, name="carried"),
    path("town/new/", carried.carry_out, name="carry_out"),
    path("town/<int:carried_id>/", carried.carried_one, name="carried_one"),
    path("town/<int:carried_id>/confirm/", carried.confirm, name="confirm"),
    path("town/<int:carried_id>/decline/", carried.decline, name="decline"),
    path("town/<int:carried_id>/stop/", carried.stop, name="stop"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/new/", proposals.propose, name="propose"),
    path("proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/edit/", proposals.edit_proposal, name="edit_proposal"),
    path("proposals/<int:proposal_id>/screen/", proposals.screen, name="screen"),
    path("proposals/<int:proposal_id>/review/", proposals.review, name="review"),
    path("proposals/<int:proposal_id>/merge/", proposals.merge, name="merge"),
    path("proposals/<int:proposal_id>/reject/", proposals.reject, name="reject"),
    path("proposals/<int:proposal_id>/withdraw/", proposals.withdraw_proposal, name="withdraw_proposal"),
    path("proposals/<int:proposal_id>/evidence/new/", proposals.attach, name="attach"),
    path("proposals/<int:proposal_id>/evidence/<int:file_id>/", proposals.evidence, name="evidence"),
    path("proposals/<int:proposal_id>/evidence/<int:file_id>/off/", proposals.detach, name="detach"),
    path("proposals/<int:proposal_id>/<str:paper>", proposals.proposal_paper, name="proposal_paper"),
    path("adjustments/", adjusting.adjustments, name="adjustments"),
    path("adjustments/new/", adjusting.adjust, name="adjust"),
    path("adjustments/<int:adjustment_id>/", adjusting.adjustment, name="adjustment"),
    path("adjustments/<int:adjustment_id>/edit/", adjusting.edit_adjustment, name="edit_adjustment"),
    path("adjustments/<int:adjustment_id>/issue/", adjusting.issue, name="issue"),
    path("adjustments/<int:adjustment_id>/drop/", adjusting.drop_adjustment, name="drop_adjustment"),
    path("<slug:code>/", versions.detail, name="detail"),
]
