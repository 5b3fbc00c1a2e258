"""District C's year of needs: told by every channel, merged and unmerged, answered in time and late, published twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from xianggou.base.access.roles import Where
from xianggou.base.trail import queries as trails
from xianggou.core.actor import PUBLIC, Actor
from xianggou.core.law import library
from xianggou.demo.cast import FINANCE, NEEDS, Cast, Post
from xianggou.demo.matter import Matter
from xianggou.demo.steps import NOT_GRANTED, Step
from xianggou.stages.needs import actions as needs
from xianggou.stages.needs.models import Need, Press, Voice

SLUG, TOWN = "district-c", "590103001"
YANG, XINGMA = "590103001001", "590103001002"
CLERK = Post(*NEEDS, TOWN)
CADRE = Post("village_cadre", "村级事务", TOWN, "屏山路街道杨巷社区居民委员会")
LEADER = Post("county_leader", "推动督办")
CIVIL, HOUSING, SPORT = (
    Post("industry_department", "抽检和参与验收", body=name)
    for name in ("南屏区民政局", "南屏区住房和城乡建设局", "南屏区教育和体育局")
)
CULTURE = Post("industry_department", "抽检和参与验收", body="南屏区文化广播电视和旅游局")
HOUSING_CODE, SPORT_CODE, CIVIL_CODE = "590103-16", "590103-19", "590103-11"


# The acts: a voice is found by its first words, a need by its matter ---------------------------


def _where() -> Where:
    return Where(library().pack(SLUG).code, TOWN)


def _voice(words: str) -> Voice:
    return Voice.objects.get(town_code=TOWN, text__startswith=words)


def _need(matter: str) -> Need:
    return Need.objects.get(town_code=TOWN, matter__name=matter)


def _told(said: Mapping[str, Any]) -> needs.Told:
    return needs.Told(was_told_why=True, **{"village_code": YANG, "urgency": "一般", **said})


def _speak(_by: Actor, _code: str, **said: Any) -> None:
    needs.speak_up(where=_where(), by=PUBLIC, told=_told({**said, "channel": "公开网页"}))


def _raise(by: Actor, _code: str, **said: Any) -> None:
    needs.raise_voice(where=_where(), by=by, told=_told(said))


def _meet(by: Actor, _code: str, *, voices: list[dict[str, Any]], **minutes: Any) -> None:
    told = [_told({**said, "channel": "居民议事"}) for said in voices]
    needs.record_meeting(where=_where(), by=by, voices=told, **minutes)


def _establish(by: Actor, _code: str, *, words: str, **chosen: Any) -> None:
    needs.establish(_voice(words).pk, by=by, **chosen)


def _join(by: Actor, _code: str, *, words: str, matter: str, why: str) -> None:
    needs.join(_voice(words).pk, by=by, need_id=_need(matter).pk, why=why)


def _leave_out(by: Actor, _code: str, *, words: str, outcome: str) -> None:
    needs.leave_out(_voice(words).pk, by=by, outcome=outcome)


def _merge(by: Actor, _code: str, *, matter: str, into: str, why: str) -> None:
    needs.merge(_need(matter).pk, by=by, into_id=_need(into).pk, why=why)


def _unmerge(by: Actor, _code: str, *, matter: str, why: str) -> None:
    needs.unmerge(_need(matter).pk, by=by, why=why)


def _assign(by: Actor, _code: str, *, matter: str, department_code: str, why: str) -> None:
    needs.assign(_need(matter).pk, by=by, department_code=department_code, why=why)


def _answer(by: Actor, _code: str, *, matter: str, **said: Any) -> None:
    needs.answer(_need(matter).pk, by=by, **said)


def _explain(by: Actor, _code: str, *, matter: str, reason: str) -> None:
    needs.explain(_need(matter).pk, by=by, reason=reason)


def _press(by: Actor, _code: str, *, matter: str, demand: str) -> None:
    needs.press(_need(matter).pk, by=by, demand=demand, due_on=trails.today() + timedelta(days=7))


def _close(by: Actor, _code: str, *, matter: str, result: str) -> None:
    needs.close_press(Press.objects.get(need=_need(matter)).pk, by=by, result=result)


def _publish(by: Actor, _code: str, *, why: str) -> None:
    needs.publish(where=Where(library().pack(SLUG).code), by=by, why=why)


# The township's year ---------------------------------------------------------------------------


class Listening(Matter):
    """What a township hears and what becomes of it, in the order in which it happened."""

    def heard(self, text: str, **said: Any) -> Listening:
        """On the public page, by nobody known."""
        return self.does("needs.speak_up", CLERK, _speak, (0, 1), text=text, **said)

    def written(self, by: Post, text: str, channel: str, **said: Any) -> Listening:
        """Entered for somebody else."""
        return self.does("needs.raise_voice", by, _raise, (0, 1), text=text, channel=channel, **said)

    def established(self, words: str, class_name: str, matter: str, **chosen: Any) -> Listening:
        """The clerk makes a need of it."""
        return self.does(
            "needs.establish", CLERK, _establish, (0, 1), words=words, class_name=class_name, matter=matter, **chosen
        )  # fmt: skip

    def answered(self, by: Post, matter: str, kind: str, text: str, **said: Any) -> Listening:
        """The department answers."""
        return self.does("needs.answer", by, _answer, (0, 1), matter=matter, kind=kind, text=text, **said)


def _spring(told: Listening) -> None:
    """Every channel is heard; one lamp is told twice."""
    told.heard(
        "杨巷背街的路灯坏了三盏，晚上老人不敢出门", urgency="较急", people=200, traits=["老年人"],
        contact_name="示例甲", contact_phone="10000090001",
    )  # fmt: skip
    told.heard("杨巷后巷晚上一片黑，路灯一直没人修", people=80)
    told.heard("杨巷三号楼楼道的灯坏了，上楼看不见", people=30)
    alone: dict[str, Any] = {
        "text": "八十多岁的独居老人中午没人做饭，想有人送餐", "channel": "网格走访", "urgency": "紧急", "people": 12,
        "traits": ["高龄独居老人"], "age": "80岁以上", "contact_name": "示例乙", "contact_phone": "10000090002",
    }  # fmt: skip
    told.tries("needs.collect.no_consent", CADRE, _raise, **alone)
    told.written(CADRE, has_consent=True, **alone)
    told.does(
        "needs.record_meeting", CADRE, _meet, (1, 2), village_code=YANG, held_on=date(2023, 3, 7),
        held_at="杨巷社区院坝", form="courtyard", invited=60, present=47, gist="议背街环境、健身设施和晚间噪声",
        votes=(41, 2, 4),
        voices=[
            {"text": "背街垃圾桶不够，夏天臭得很", "people": 400},
            {"text": "健身器材锈坏了，娃儿玩着危险", "people": 150, "traits": ["儿童"], "urgency": "较急"},
            {"text": "晚上广场舞音响太吵", "people": 60},
        ],
    )  # fmt: skip
    told.written(
        CLERK, "幸马门菜市场门口污水横流", "12345热线", village_code=XINGMA, urgency="较急", people=600
    )
    told.written(
        CLERK,
        "放学以后娃儿没人管，想办个课后班",
        "基层听音",
        village_code=XINGMA,
        people=45,
        traits=["留守儿童"],
    )
    told.written(
        CLERK, "沿街商铺想请人来讲消防安全", "党建大联盟", village_code="", raiser="企事业单位", people=90
    )


def _decided(told: Listening) -> None:
    """Needs are made of what was heard; a third lamp is merged by mistake and parted again."""
    told.established("杨巷背街的路灯", "环境与人居", "路灯维修", department_code=HOUSING_CODE)
    told.does(
        "needs.join",
        CLERK,
        _join,
        (0, 1),
        words="杨巷后巷",
        matter="路灯维修",
        why="同一段背街，说的是同样的灯",
    )
    told.established("杨巷三号楼", "环境与人居", "楼道照明")
    told.does("needs.merge", CLERK, _merge, (0, 1), matter="楼道照明", into="路灯维修", why="都是灯坏了")
    told.does(
        "needs.unmerge", CLERK, _unmerge, (0, 1), matter="楼道照明", why="楼道灯由业主和社区管，不归路灯所"
    )
    told.established("八十多岁", "养老助残", "老人送餐", catalogue_code="0105")
    told.established("背街垃圾桶", "环境与人居", "垃圾桶添置", catalogue_code="0101")
    told.established("健身器材", "文化体育与就业技能", "健身器材维护", catalogue_code="0107")
    told.established("幸马门菜市场", "环境与人居", "菜市场污水", catalogue_code="0102")
    told.established("放学以后", "未成年人关爱与教育", "课后看护", catalogue_code="0106")
    told.established("沿街商铺", "社会管理", "消防知识讲座")
    told.does(
        "needs.leave_out", CLERK, _leave_out, (0, 1), words="晚上广场舞",
        outcome="社区已约跳舞的居民商定时间和音量，请到社区居委会一起议。",
    )  # fmt: skip


def _answered(told: Listening) -> None:
    """All but one are answered in time; one goes from one department to another."""
    meals: dict[str, Any] = {
        "kind": "resource",
        "text": "社区食堂4月起每天送午餐，先送12位高龄独居老人。",
        "promised_on": date(2023, 5, 8),
    }
    told.tries(NOT_GRANTED, HOUSING, _answer, matter="老人送餐", **meals)
    told.answered(CIVIL, "老人送餐", **meals)
    told.answered(
        HOUSING,
        "菜市场污水",
        "done",
        "已疏通门口雨水篦子，市场每天冲洗后由管护人员清理。",
        told_how="电话告知",
    )
    told.answered(
        CULTURE, "健身器材维护", "not_ours", "室外健身器材由教育体育部门管护，建议改交区教育和体育局。"
    )
    told.does(
        "needs.assign", CLERK, _assign, (0, 1), matter="健身器材维护", department_code=SPORT_CODE,
        why="文广旅局答复不属其职责",
    )  # fmt: skip
    told.answered(CLERK, "楼道照明", "done", "社区已换灯，费用由公共收益列支。")
    told.answered(CLERK, "消防知识讲座", "done", "5月起每季度由街道安监办讲一次。")
    told.answered(
        HOUSING,
        "垃圾桶添置",
        "project",
        "列入2024年场镇清扫保洁项目，增设六处。",
        promised_on=date(2024, 3, 31),
    )
    told.answered(CIVIL, "课后看护", "not_yet", "今年没有安排社工站点；暑期先由志愿者开班，秋季再议。")
    told.answered(SPORT, "健身器材维护", "done", "已拆除两件锈坏的，更换五件。")


def _late(told: Listening) -> None:
    """The lamps: explained, pressed by the leader, answered late, closed by the leader."""
    told.not_before(date(2023, 5, 8))
    told.does(
        "needs.explain",
        HOUSING,
        _explain,
        (0, 1),
        matter="路灯维修",
        reason="路灯所正在招标维修单位，预计月底前定下",
    )
    told.does(
        "needs.press", LEADER, _press, (1, 2), matter="路灯维修", demand="七日内答复修复时间，先装临时照明"
    )
    told.answered(
        HOUSING,
        "路灯维修",
        "project",
        "维修单位已定，6月10日前修复三盏，先装两盏太阳能灯。",
        promised_on=date(2023, 6, 10),
    )
    told.does(
        "needs.close_press", LEADER, _close, (1, 2), matter="路灯维修", result="已答复并装了临时灯，复核属实"
    )


def _winter(told: Listening) -> None:
    """Two overdue, one explained and one not; one not due yet; one still to be decided."""
    told.not_before(date(2023, 11, 13))
    told.written(
        CADRE, "老年活动室冬天没有取暖，老人坐不住", "网格走访", urgency="较急", people=70, traits=["老年人"]
    )
    told.established("老年活动室", "养老助残", "活动室取暖", department_code=CIVIL_CODE)
    told.written(
        CLERK, "幸马门巷口的井盖松了，走着响", "12345热线", village_code=XINGMA, urgency="紧急", people=300
    )
    told.established("幸马门巷口", "环境与人居", "井盖修复", department_code=HOUSING_CODE)
    told.does(
        "needs.explain",
        CIVIL,
        _explain,
        (9, 10),
        matter="活动室取暖",
        reason="设备已选型，电路要先由供电公司增容",
    )
    told.not_before(date(2023, 12, 13))
    told.heard("社区书屋晚上能不能开到八点", people=40)
    told.established("社区书屋", "文化体育与就业技能", "书屋延时开放", catalogue_code="0107")
    told.heard("杨巷小区门口电瓶车乱停，出门要绕", urgency="较急", people=120)


def district_c(_cast: Cast, seed: int) -> list[Step]:
    """The voices of one township from March to December, and the list as the district published it in June and December."""
    calendar, code = library().calendar, library().pack(SLUG).code
    told = Listening(f"{code}/needs/{TOWN}", calendar, seed, date(2023, 3, 6))
    _spring(told)
    _decided(told)
    _answered(told)
    _late(told)
    _winter(told)
    listed = partial(Matter, f"{code}/needs", calendar, seed)
    first = listed(date(2023, 6, 5)).does("needs.publish", FINANCE, _publish, (0, 1), why="上半年征集的需求")
    first.not_before(date(2023, 12, 18)).does(
        "needs.publish", FINANCE, _publish, (0, 1), why="年度汇总，供编制下年计划"
    )
    return [*told.steps, *first.steps]
