"""A request by a person of the cast, without sessions or roles: pages stand below both."""

import pytest
from django.test import RequestFactory

from xianggou.core.actor import Actor

CLERK = Actor("person", person_id=7, account_id=7, name="周敏")
OTHER = Actor("person", person_id=8, account_id=8, name="外人")


@pytest.fixture
def ask():
    """Make a GET (or with `data` a POST) as the clerk or as another actor."""

    def make(path="/x/", data=None, *, actor=CLERK, **headers):
        factory = RequestFactory(headers=headers)
        request = factory.get(path) if data is None else factory.post(path, data)
        request.actor = actor
        return request

    return make


@pytest.fixture(autouse=True)
def this_room_alone(settings):
    """Own addresses, no frame from `web`, static files by their own names: the room stands without those above."""
    settings.ROOT_URLCONF = "xianggou.base.pages.tests.addresses"
    processors = ["django.template.context_processors.request"]
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {"context_processors": processors}}]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
