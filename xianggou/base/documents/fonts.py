"""Which Chinese fonts this machine may print with, and which characters they have.

GB/T 9704 asks for 小标宋, 仿宋, 楷体 and 黑体. An office that owns them puts them in a folder of its own; without
it the free Fandol faces are used, then Noto CJK. A paper never shows empty boxes: no Chinese font at all is
refused with the remedy, and a single missing character is printed as 〓 with its code point.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

# In order of preference for each role; what is not installed is left out.
_ROLES: dict[str, tuple[str, ...]] = {
    "title": (
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "方正小标宋简体",
        "STZhongsong",
        "FandolSong",
        "Noto Serif CJK SC",
        "Noto Serif SC",
    ),
    "body": (
        "FangSong_GB2312",
        "仿宋_GB2312",
        "FangSong",
        "STFangsong",
        "FandolFang R",
        "FandolFang",
        "Noto Serif CJK SC",
        "Noto Serif SC",
    ),
    "kai": (
        "KaiTi_GB2312",
        "楷体_GB2312",
        "KaiTi",
        "STKaiti",
        "FandolKai",
        "LXGW WenKai",
        "Noto Serif CJK SC",
        "Noto Serif SC",
    ),
    "black": ("SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC", "Noto Sans SC"),
}
_LAST = ("Noto Serif CJK SC", "Noto Serif SC", "Noto Sans CJK SC", "Noto Sans SC")
_SYSTEM = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/lxgw-wenkai",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/texmf/fonts/opentype/public/fandol",
)
_CARRIER = "pylopdf_fonts_zh_cn"  # a wheel with nothing but Noto Sans SC and Noto Serif SC (OFL)


class NoChineseFont(RuntimeError):
    """No font with Chinese characters can be found, so no paper can be printed."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts to print with: families for each role, folders they lie in, characters they have."""

    roles: dict[str, tuple[str, ...]]
    folders: tuple[str, ...]
    characters: frozenset[int]

    def missing(self, text: str) -> tuple[str, ...]:
        """Characters of `text` that no font here can show, each once, in order."""
        return tuple(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in self.characters))


def folders() -> tuple[str, ...]:
    """Font folders in order: `XIANGGOU_FONTS` (several joined by the path separator), the system's, the wheel's."""
    wanted = [f for f in os.environ.get("XIANGGOU_FONTS", "").split(os.pathsep) if f]
    spec = importlib.util.find_spec(_CARRIER)
    carried = list(spec.submodule_search_locations or ()) if spec else []
    return tuple(f for f in (*wanted, *_SYSTEM, *carried) if Path(f).is_dir())


@lru_cache(maxsize=4)
def faces(where: tuple[str, ...]) -> Faces:
    """The fonts found in these folders.  Raises: NoChineseFont."""
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(where)
    ).fonts()
    families = {font.family for font in found}
    last = tuple(f for f in _LAST if f in families)
    roles = {role: _once((*(f for f in names if f in families), *last)) for role, names in _ROLES.items()}
    used = {family for names in roles.values() for family in names}
    if not used:
        looked = "、".join(where) or "/"
        raise NoChineseFont(
            _(
                "找不到中文字库，不能出具文书（已查找：%(looked)s）。请安装 fonts-noto-cjk，"
                "或把单位已获授权的字库放入一个目录，并用 XIANGGOU_FONTS 指明该目录。"
            )
            % {"looked": looked}
        )
    characters: set[int] = set()
    for path, number in {(font.path, font.index) for font in found if font.family in used and font.path}:
        characters |= _characters(path, number)
    return Faces(roles, where, frozenset(characters))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in order."""
    return tuple(dict.fromkeys(names))


def _characters(path: str, number: int) -> set[int]:
    """The code points one face has."""
    with TTFont(path, fontNumber=number, lazy=True) as font:
        return set(font.getBestCmap() or ())
