"""Addresses of the import wizard."""

from __future__ import annotations

from django.urls import path

from xianggou.web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.list_, name="list"),
    path("<int:upload_id>/", views.problems, name="problems"),
    path("<int:upload_id>/preview/", views.preview, name="preview"),
    path("<int:upload_id>/take/", views.take, name="take"),
    path("<int:upload_id>/done/", views.done, name="done"),
    path("<int:upload_id>/exchange/", views.exchange, name="exchange"),
    path("<int:upload_id>/drop/", views.drop, name="drop"),
    path("<int:upload_id>/annotated.xlsx", views.annotated_file, name="annotated"),
    path("<int:upload_id>/set-aside.xlsx", views.set_aside_file, name="set_aside"),
]
