"""Names and numbers of people inside free text: found, and taken out of what others see.

Pure text. What is taken out is kept beside the voice for whoever must answer, and erased with the contact.
"""

from __future__ import annotations

import re
import unicodedata

_GAP = r"[\s\-—]?"
_MOBILE = rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
_FIXED = r"0\d{2,3}-?\d{7,8}"
_IDENTITY = r"\d{17}[\dXx]"
_NUMBER = rf"(?<!\d)(?:{_IDENTITY}|{_MOBILE}|{_FIXED})(?!\d)"
_LABEL = r"(?:身份证|证件|联系电话|联系方式|电话|手机|微信|QQ)(?:同号|号码|号)?(?:是|为)?"
_NAME = r"[\u4e00-\u9fff·]{1,5}"

# From the widest clause to the bare number: what a person wrote only so as to be reached.
_CLAUSES = (
    re.compile(rf"[（(][^（()）]{{0,12}}{_NUMBER}[^（()）]{{0,8}}[)）]"),
    re.compile(rf"联系人[:：]?\s*{_NAME}[,，、;；\s]*(?:{_LABEL}[:：]?\s*)?{_NUMBER}"),
    re.compile(rf"联系人[:：]\s*{_NAME}(?=[。.!！?？,，;；\s]|$)"),
    re.compile(rf"(?:我叫|我是|本人)\s*{_NAME}[,，、;；\s]+(?:{_LABEL}[:：]?\s*)?{_NUMBER}"),
    re.compile(rf"(?:请|可以|可)?(?:拨打|打电话|打)\s*{_NUMBER}\s*(?:找我|联系我|联系)?"),
    re.compile(rf"{_LABEL}[:：]?\s*{_NUMBER}"),
)
_BARE = re.compile(_NUMBER)
LEFT_OUT, NAME_LEFT_OUT = "〔号码略〕", "〔姓名略〕"

# Names by what stands beside them: after “my name is”, or a family name before how one speaks to people. Family names that are
# everyday words too (高 and 常, 和 and 向) are left out: 高爷爷 is missed, so that no sentence loses a word that is none.
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱郭何林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘袁董余苏叶吕魏蒋杜丁沈姜范傅钟卢汪戴崔廖姚邹熊郝孔谭龚秦邱侯贺邵孟龙雷钱汤尹黎莫"
_CALLED = "大爷|大娘|大妈|婆婆|爷爷|奶奶|太婆|嬢嬢|先生|女士|师傅|阿姨|叔叔|伯伯|老师|医生"
_NAMES = (
    re.compile(
        rf"(?:我叫|名叫|名字叫|姓名(?:是|为|[:：]))\s*(?P<name>[{_FAMILY}][\u4e00-\u9fff]{{1,2}})(?=[\s,，.。;；、:：!！?？（(]|$)"
    ),
    re.compile(rf"(?P<name>[{_FAMILY}](?:{_CALLED}))"),
)


def _narrow(text: str) -> str:
    """Full-width figures as plain ones, character for character, so that positions stay the same."""
    return "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "９" else c for c in text)


def found_in(text: str) -> tuple[str, ...]:
    """The pieces of a text that name or number a person, in order."""
    plain = _narrow(text)
    spans: list[tuple[int, int]] = []
    for pattern in (*_CLAUSES, _BARE):
        for match in pattern.finditer(plain):
            if match.start() < match.end() and all(match.end() <= a or match.start() >= b for a, b in spans):
                spans.append(match.span())
    spans += [
        match.span("name")
        for pattern in _NAMES
        for match in pattern.finditer(plain)
        if all(match.end("name") <= a or match.start("name") >= b for a, b in spans)
    ]
    return tuple(text[a:b] for a, b in sorted(set(spans)))


def without(text: str) -> str:
    """The text as others may see it: clauses of contact are cut out, a bare number or a name leaves a mark."""
    plain = _narrow(text)
    if not found_in(text):
        return text
    kept = text
    for pattern in _CLAUSES:
        while match := pattern.search(plain):
            if match.start() == match.end():
                break
            kept = kept[: match.start()] + kept[match.end() :]
            plain = plain[: match.start()] + plain[match.end() :]
    while match := _BARE.search(plain):
        kept = kept[: match.start()] + LEFT_OUT + kept[match.end() :]
        plain = plain[: match.start()] + LEFT_OUT + plain[match.end() :]
    for pattern in _NAMES:
        kept = pattern.sub(lambda m: m[0].replace(m["name"], NAME_LEFT_OUT), kept)
    return kept.strip(" ,，;；、") or LEFT_OUT
