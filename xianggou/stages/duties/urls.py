"""Addresses of duties."""

from __future__ import annotations

from django.urls import path

from xianggou.stages.duties import views

app_name = "duties"
urlpatterns = [
    path("", views.list_, name="list"),
    path("posts/", views.posts, name="posts"),
    path("<slug:code>/", views.detail, name="detail"),
]
