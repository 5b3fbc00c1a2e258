"""What the database itself keeps: published content, the full hundred, who publishes."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.attempts import state_of
from tests.bureaus import whole
from xianggou.stages.standards import actions
from xianggou.stages.standards.models import Standard

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE standards_indicator SET target = '≥1' WHERE standard_id = %s",
        "DELETE FROM standards_indicator WHERE standard_id = %s",
        "UPDATE standards_standard SET qualifications = '[]', rules = '[]' WHERE id = %s",
        "UPDATE standards_standard SET effective_on = '2020-01-01' WHERE id = %s",
    ],
)
def test_what_was_published_is_frozen(cast, sql):
    assert state_of(sql, Standard.objects.get(status="issued").pk) == "XG012"


def test_what_was_sent_is_frozen_and_no_status_moves_by_hand(cast, bureaus):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole())
    change = "UPDATE standards_indicator SET target = '≥1' WHERE standard_id = %s"
    assert state_of(change, draft.pk) == ""
    assert state_of("UPDATE standards_standard SET status = 'sent' WHERE id = %s", draft.pk) == "XG013"

    actions.send(draft.pk, by=bureaus.writer)

    assert state_of(change, draft.pk) == "XG012"
    assert state_of("UPDATE standards_standard SET scope = 'x' WHERE id = %s", draft.pk) == "XG012"


PUBLISHED = """
WITH told AS (INSERT INTO trail_entry (subject_id, verb, object, object_id, frm, too, kind, why_digest, findings, law,
  changes, files, version) SELECT register_id, 'standards.publish', 'standards.standard', id, 'sent', 'issued', 'person',
  '', '[]', '{}', '{}', '[]', '1' FROM standards_standard WHERE id = %s RETURNING id)
SELECT count(*) FROM told"""


@pytest.mark.parametrize(
    ("weights", "publisher", "code"), [({}, 0, "XG016"), ({"范围": "7.99"}, 1, "XG010"), ({}, 1, "")]
)
def test_hand_made_publishing_needs_the_full_hundred_and_another_person(
    cast, bureaus, weights, publisher, code
):
    draft = actions.draft(where=cast.county, by=bureaus.writer, catalogue_code="0101")
    actions.edit(draft.pk, by=bureaus.writer, version=1, indicators=whole())
    actions.send(draft.pk, by=bureaus.writer)
    if weights:  # as one who could write past the frozen draft would
        back = actions.return_draft(draft.pk, by=bureaus.head, why="x")
        actions.edit(draft.pk, by=bureaus.writer, version=back.version, indicators=whole(weights=weights))
        with connection.cursor() as cursor:
            entry = PUBLISHED.replace("standards.publish", "standards.send").replace(
                "'sent', 'issued'", "'draft', 'sent'"
            )
            cursor.execute(entry, [draft.pk])
            cursor.execute("UPDATE standards_standard SET status = 'sent' WHERE id = %s", [draft.pk])
    sql = """UPDATE standards_standard SET status = 'issued', number = 2, issued_on = now(), effective_on = now(),
          published_by = sent_by + %s WHERE id = %s"""
    with connection.cursor() as cursor:  # make room for the new one
        last = Standard.objects.get(status="issued")
        entry = PUBLISHED.replace("standards.publish", "standards.replace").replace(
            "'sent', 'issued'", "'issued', 'replaced'"
        )
        cursor.execute(entry, [last.pk])
        cursor.execute("UPDATE standards_standard SET status = 'replaced' WHERE id = %s", [last.pk])
    assert state_of(PUBLISHED, draft.pk, then=(sql, (publisher, draft.pk))) == code
