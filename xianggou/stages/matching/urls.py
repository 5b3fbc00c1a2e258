"""Addresses of matching: the board, one need's why, answers that wait, project lists, the public's page."""

from django.urls import path

from xianggou.stages.matching import deciding, views

app_name = "matching"
urlpatterns = [
    path("", views.board, name="board"),
    path("needs/<int:need_id>/", views.why, name="why"),
    path("needs/<int:need_id>/fix/<int:offer_id>/", deciding.wish, name="wish"),
    path("fixed/<int:wish_id>/lift/", deciding.lift, name="lift"),
    path("links/", views.links, name="links"),
    path("links/answer/", deciding.link, name="link"),
    path("try/", deciding.try_out, name="try"),
    path("propose/", deciding.propose, name="propose"),
    path("lists/", views.lists, name="lists"),
    path("lists/<int:list_id>/", views.project_list, name="list"),
    path("lists/<int:list_id>/agree/", deciding.agree, name="agree"),
    path("lists/<int:list_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("public/", views.public, name="public"),
]
