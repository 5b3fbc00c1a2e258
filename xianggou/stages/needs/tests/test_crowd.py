"""A crowd that says the same at once makes one voice, in a database of its own."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests import cast as people
from xianggou.base.places.models import Village
from xianggou.core.actor import PUBLIC
from xianggou.stages.needs import actions
from xianggou.stages.needs.models import Voice
from xianggou.stages.needs.tests.conftest import STONE, told

HERE = people.Where(people.PLACE, people.QINGSHAN)


@pytest.mark.slow
def test_the_same_words_from_many_at_once_are_one_voice(county_a, fresh_db):
    Village.objects.create(
        place_code=people.PLACE, town_code=people.QINGSHAN, code=STONE, name="石桥村", population=1200
    )

    def one(_):
        try:
            return actions.speak_up(where=HERE, by=PUBLIC, told=told(channel="公开网页")).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as crowd:
        made = set(crowd.map(one, range(40)))
    assert len(made) == 1 and Voice.objects.get().times == 40
