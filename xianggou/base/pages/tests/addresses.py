"""Addresses for the tests of this room alone."""

from django.urls import include, path

urlpatterns = [path("", include("xianggou.base.pages.urls")), path("i18n/", include("django.conf.urls.i18n"))]
