"""Addresses of duties."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.duties import admission_views, objection_views, public, views

app_name = "duties"
urlpatterns = [
    path("", views.list_, name="list"),
    path("posts/", views.posts, name="posts"),
    path("compare/", views.compare, name="compare"),
    path("versions/<int:number>/", views.version, name="version"),
    path("versions/<int:number>/list.<str:kind>", views.version_paper, name="version_paper"),
    path("admissions/", admission_views.list_, name="admissions"),
    path("admissions/new/", admission_views.new, name="apply"),
    path("admissions/<int:admission_id>/", admission_views.detail, name="admission"),
    path("admissions/<int:admission_id>/edit/", admission_views.edit, name="edit"),
    path("admissions/<int:admission_id>/submit/", admission_views.submit, name="submit"),
    path("admissions/<int:admission_id>/withdraw/", admission_views.withdraw, name="withdraw"),
    path("admissions/<int:admission_id>/opine/", admission_views.opine, name="opine"),
    path("admissions/<int:admission_id>/review/", admission_views.review, name="review"),
    path("admissions/<int:admission_id>/decide/", admission_views.decide, name="decide"),
    path("admissions/<int:admission_id>/form.<str:kind>", admission_views.paper, name="admission_paper"),
    path("report/", public.report, name="report"),
    path("objections/", objection_views.list_, name="objections"),
    path("objections/new/", objection_views.new, name="object"),
    path("objections/<int:objection_id>/", objection_views.detail, name="objection"),
    path("objections/<int:objection_id>/answer/", objection_views.answer, name="answer"),
    path("<slug:code>/", views.detail, name="detail"),
]
