"""What changes needs: told, decided, answered, published."""

from xianggou.stages.needs.actions.answering import answer, close_press, explain, press
from xianggou.stages.needs.actions.contacts import erase_contacts, forget, see_contact
from xianggou.stages.needs.actions.deciding import assign, establish, join, leave_out, merge, part, unmerge
from xianggou.stages.needs.actions.loading import load_list, load_voices
from xianggou.stages.needs.actions.publishing import publish
from xianggou.stages.needs.actions.telling import raise_voice, record_meeting, speak_up
from xianggou.stages.needs.checking import Told

__all__ = [
    "Told", "answer", "assign", "close_press", "erase_contacts", "establish", "explain", "forget", "join", "leave_out",
    "load_list", "load_voices", "merge", "part", "press", "publish", "raise_voice", "record_meeting", "see_contact",
    "speak_up", "unmerge",
]  # fmt: skip
