"""A credit code is right when both its check characters are, and any slip is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianggou.core.codes import check, check_digit, organisation_digit

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
signs = st.text(ALPHABET, min_size=8, max_size=8)


def code(head, organisation):
    """A right code from its first eight characters and eight of the organisation."""
    body = head + organisation + organisation_digit(organisation)
    return body + check_digit(body)


@given(signs, signs)
def test_a_code_with_both_check_characters_is_right(head, organisation):
    assert check(code(head, organisation)).is_right


@given(signs, signs, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_seen(head, organisation, place, sign):
    right = code(head, organisation)
    slipped = right[:place] + sign + right[place + 1 :]
    assert check(slipped).is_right == (slipped == right)


@pytest.mark.parametrize("forbidden", "IOSVZ")
def test_a_letter_outside_the_alphabet_is_named_with_its_place(forbidden):
    right = code("91590121", "MA9KF4MP")
    seen = check(right[:9] + forbidden + right[10:])
    assert (seen.position, forbidden in seen.reason) == (10, True)


@pytest.mark.parametrize("text", ["", "9", "91590121MA9KF4MP9", "91590121MA9KF4MP9LL", " 91590121MA9KF4MP9"])
def test_another_length_is_refused(text):
    assert not check(text).is_right
