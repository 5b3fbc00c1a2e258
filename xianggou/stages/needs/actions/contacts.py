"""Personal data beside a voice: kept apart to its day, looked at by who must answer, erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext

from xianggou.base.access.actions import NotGranted, action
from xianggou.base.access.roles import Where
from xianggou.base.files import actions as files
from xianggou.base.files.inspect import RefusedFile
from xianggou.base.files.models import PassingFile
from xianggou.base.places import queries as places
from xianggou.base.trail import actions as trail
from xianggou.base.trail import queries as trails
from xianggou.core import personal
from xianggou.core.actor import Acting
from xianggou.core.collecting import Collecting
from xianggou.core.findings import BadInput
from xianggou.stages.needs import checking, queries
from xianggou.stages.needs.checking import Told
from xianggou.stages.needs.models import Contact, Photo, Voice


def keep(voice: Voice, told: Told, policy: Collecting, day: date) -> None:
    """Contact data, the words as they were told, and pictures: apart, with the day on which they are erased.

    Raises: BadInput for what is no picture.
    """
    until = day + timedelta(days=policy.contact_days)
    has_words = bool(personal.found_in(told.text))
    if told.has_contact or has_words:
        Contact.objects.create(
            voice=voice,
            name=told.contact_name.strip(),
            phone=told.contact_phone.strip(),
            words=told.text.strip() if has_words else "",
            keep_until=until,
        )
    _keep_photos(voice, told, until)


def _keep_photos(voice: Voice, told: Told, until: date) -> None:
    problems = []
    for name, data in told.photos:
        try:
            kept = files.store_passing(data, name, kind="voice_photo", at=trails.now(), keep_until=until)
        except RefusedFile as refused:
            problems.append(
                checking.problem(
                    "photos", "no_photo", str(refused), gettext("换一张 jpg 或 png 照片，或不附")
                )
            )
            continue
        Photo.objects.create(voice=voice, file=kept)
    checking.refuse(problems)


def shorten(voices: QuerySet[Voice], until: date) -> None:
    """These were answered: what was kept to reach people goes earlier.  Queries: 2."""
    Contact.objects.filter(voice__in=voices, keep_until__gt=until).update(keep_until=until)
    theirs = Photo.objects.filter(voice__in=voices).values("file")
    PassingFile.objects.filter(pk__in=theirs, keep_until__gt=until).update(keep_until=until)


def _erase(voices: Iterable[int], photos: Iterable[int]) -> int:
    """Delete the contacts of these voices and these passing files.  Gives: how many of both.  Queries: 4."""
    gone, _each = Contact.objects.filter(voice__in=list(voices)).delete()
    chosen = list(photos)
    Photo.objects.filter(file__in=chosen).delete()
    return gone + files.let_go(chosen)


@action("needs.see_contact", on=queries.locked_voice)
def see_contact(voice: Voice, *, by: Acting) -> Contact | None:
    """Look at who can be asked back; each look is noted.  Raises: NotGranted to whom it is not to answer."""
    if not queries.must_answer(by.seat, voice):
        raise NotGranted("needs.see_contact")
    trail.note(voice, "needs.see_contact", by=by)
    return queries.contact_of(voice)


@action("needs.forget", on=queries.locked_voice)
def forget(voice: Voice, *, by: Acting, why: str) -> Voice:
    """Take a person's name off at their wish: contact, original words and pictures go, the voice stays."""
    if not why.strip():
        raise BadInput(
            [checking.problem("why", "short", gettext("没有写谁要求删除"), gettext("写明本人何时提出"))]
        )
    photos = list(Photo.objects.filter(voice=voice).values_list("file", flat=True))
    gone = _erase([voice.pk], photos)
    trail.note(voice, "needs.forget", by=by, why=why, changes={"erased": gone})
    return voice


@action("needs.erase_contacts")
def erase_contacts(*, where: Where, by: Acting) -> int:
    """Erase contact data and pictures whose day has passed; run every night by the installation.  Gives: how many."""
    day = trails.today()
    contacts = Contact.objects.filter(voice__place_code=where.place_code, keep_until__lt=day)
    photos = Photo.objects.filter(voice__place_code=where.place_code, file__keep_until__lt=day)
    gone = _erase(list(contacts.values_list("voice", flat=True)), list(photos.values_list("file", flat=True)))
    if gone:
        place = places.place(where.place_code)
        register = queries.register_of(where.place_code, "")
        trail.note(place, "needs.erase_contacts", by=by, changes={"erased": gone}, subject_id=register.pk)
    return gone
