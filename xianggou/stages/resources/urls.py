"""Addresses of resources: the list, quarters, departments' parts, offers, pools, published versions."""

from django.urls import path

from xianggou.stages.resources import doing, views

app_name = "resources"
urlpatterns = [
    path("", views.index, name="list"),
    path("quarters/", views.quarters, name="quarters"),
    path("quarters/open/", doing.open_quarter, name="open_quarter"),
    path("quarters/<int:quarter_id>/", views.quarter, name="quarter"),
    path("quarters/<int:quarter_id>/publish/", doing.publish, name="publish"),
    path("quarters/<int:quarter_id>/ask/", doing.ask, name="ask"),
    path("quarters/<int:quarter_id>/pool/", doing.propose_pool, name="propose_pool"),
    path("quarters/<int:quarter_id>/call/<str:kind>/", views.call_paper, name="call_paper"),
    path("parts/<int:sending_id>/", views.sending, name="sending"),
    path("parts/<int:sending_id>/write/", doing.write, name="write"),
    path("parts/<int:sending_id>/copy/", doing.copy, name="copy"),
    path("parts/<int:sending_id>/send/", doing.send, name="send"),
    path("parts/<int:sending_id>/take-back/", doing.take_back, name="take_back"),
    path("parts/<int:sending_id>/remind/", doing.remind, name="remind"),
    path("parts/<int:sending_id>/record/", doing.record, name="record"),
    path("parts/<int:sending_id>/send-back/", doing.send_back, name="send_back"),
    path("offers/<int:offer_id>/", views.offer, name="offer"),
    path("offers/<int:offer_id>/edit/", doing.edit, name="edit"),
    path("offers/<int:offer_id>/confirm/", doing.confirm, name="confirm"),
    path("offers/<int:offer_id>/drop/", doing.drop, name="drop"),
    path("offers/<int:offer_id>/withdraw/", doing.withdraw, name="withdraw"),
    path("pools/<int:pool_id>/", views.pool, name="pool"),
    path("pools/<int:pool_id>/agree/", doing.agree_pool, name="agree_pool"),
    path("pools/<int:pool_id>/part/", doing.part_pool, name="part_pool"),
    path("published/<int:list_id>/", views.published, name="published"),
    path("published/<int:list_id>/<str:kind>/", views.list_paper, name="list_paper"),
]
