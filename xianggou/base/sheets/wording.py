"""The sentences of every finding in a workbook: what, why, what next.

Plain strings marked with `_`, which does nothing here: `makemessages` collects them and
whoever shows a problem translates. A code's severity stands beside its words, so that no
caller can make a refusal milder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "notice", "refuse"]


def _(text: str) -> str:
    """Mark a string for translation; the translation happens where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """Severity and the three sentences of one code."""

    severity: Severity
    what: str
    why: str
    then: str


_NONE = _("无需处理")
_CONFIRM = _("核对读出的“%(read_as)s”；正确的请确认，不正确的请改")


def _info(what: str, why: str = "") -> Wording:
    return Wording("info", what, why or _("这是表格的版式，不影响读取"), _NONE)


def _notice(what: str, why: str, then: str = _CONFIRM) -> Wording:
    return Wording("notice", what, why, then)


def _refuse(what: str, why: str, then: str) -> Wording:
    return Wording("refuse", what, why, then)


LAYOUT = {
    "title_row": _info(_("第%(row)s行是标题")),
    "meta_row": _info(_("第%(row)s行是填报说明行")),
    "unit_line": _info(_("本表金额单位为%(read_as)s"), _("单位行决定全表金额的读法")),
    "header_two_rows": _info(_("表头占两行")),
    "merged_header": _info(_("表头“%(value)s”横跨多列")),
    "merged_down": _info(_("“%(value)s”合并了多行，每一行都按此读取")),
    "header_synonym": _info(_("表头“%(value)s”按“%(read_as)s”读取")),
    "column_order": _info(_("本表各列的顺序与前一张表不同，按表头对应")),
    "repeated_header": _info(_("第%(row)s行重复打印了表头，已跳过")),
    "blank_row": _info(_("第%(row)s行是空行，已跳过")),
    "subtotal_row": _info(_("第%(row)s行是小计，只核对、不导入")),
    "total_row": _info(_("第%(row)s行是合计，只核对、不导入")),
    "note_row": _info(_("第%(row)s行是表下的说明文字，不导入")),
    "note_sheet": _info(_("工作表“%(sheet)s”只有说明文字，不导入")),
    "formula_cached": _info(_("单元格是公式“%(value)s”，按文件里保存的结果读取")),
    "month_text": _info(_("“%(value)s”按月份%(read_as)s读取")),
    "encoding_gb18030": _info(_("文件是 GB18030 编码"), _("按此编码读取，没有字丢失")),
    "encoding_utf16": _info(_("文件是 UTF-16 编码"), _("按此编码读取，没有字丢失")),
    "four_byte_char": _info(_("“%(value)s”里有生僻字“%(chars)s”"), _("这个字已完整读取")),
    "xls_biff8": _info(_("文件是旧版 .xls 格式，已直接读取")),
    "date_1904": _info(_("工作簿的日期从1904年起算"), _("换算时已计入，日期不会相差四年")),
    "hidden_sheet": _notice(
        _("隐藏的工作表“%(sheet)s”没有读取"),
        _("里面没有要导入的表"),
        _("确认其中没有要报送的数据；有的请取消隐藏并补上表头"),
    ),
    "leftover_sheet": _notice(
        _("工作表“%(sheet)s”没有读取"),
        _("里面没有要导入的表"),
        _("确认其中没有要报送的数据；有的请补上表头"),
    ),
    "hidden_sheet_read": _notice(
        _("工作表“%(sheet)s”是隐藏的，里面的数据已读取"),
        _("隐藏的表常是旧稿，看不见的内容不应不知不觉进入台账"),
        _("核对这张表确属本次报送；不是的请删除后重新上传"),
    ),
    "hidden_row": _notice(
        _("第%(row)s行是隐藏行，数据已读取"),
        _("筛选或隐藏的行看不见，但仍在表里"),
        _("核对这一行确属本次报送；不是的请删除该行"),
    ),
    "hidden_col": _notice(
        _("“%(value)s”列是隐藏列，数据已读取"),
        _("隐藏的列看不见，但仍在表里"),
        _("取消隐藏核对一遍；无误的请确认"),
    ),
    "extra_column": _notice(
        _("“%(value)s”列没有读取"),
        _("这一列不属于本表"),
        _("确认这一列不需要导入；其实是某一列的，请改成规定的表头"),
    ),
    "unit_missing": _notice(
        _("表上没有写金额单位，按“元”读取"),
        _("表头和表前都没有“单位：元”或“单位：万元”"),
        _("核对读出的合计是否相符；应为万元的，在表前加“单位：万元”后重新上传"),
    ),
    "year_assumed": _notice(
        _("表上没有写年度，按%(read_as)s年读取"),
        _("标题、表名、文件名和各行日期都看不出年度"),
        _("不是这一年的，在标题里写明年度（如“2023年”）后重新上传"),
    ),
    "sum_off_001": _notice(
        _("“%(header)s”的合计写的是%(value)s，各行相加是%(read_as)s"),
        _("合计与明细不一致"),
        _("以明细为准导入；合计写对、明细有误的，请改明细"),
    ),
    "formula_no_cache_total": _notice(
        _("合计单元格的公式“%(value)s”没有保存结果"),
        _("文件由程序生成后未在表格软件里打开保存过，合计无法核对"),
        _("明细照常读取；要核对合计，请用表格软件打开、保存后再上传"),
    ),
}

READ_SO = {
    "number_text": _notice(
        _("数字“%(value)s”存成了文本，按%(read_as)s读取"), _("文本格式的数字不能参与计算")
    ),
    "fullwidth_digit": _notice(_("“%(value)s”是全角数字，按%(read_as)s读取"), _("全角数字不是数值")),
    "thousands_sep": _notice(_("“%(value)s”带千分号，按%(read_as)s读取"), _("带逗号的文本不是数值")),
    "amount_with_unit": _notice(
        _("“%(value)s”自带单位，按%(read_as)s元读取"), _("格子里写的单位优先于全表单位")
    ),
    "unit_explicit": _notice(
        _("“%(value)s”自带“元”，按%(read_as)s元读取"), _("格子里写的单位优先于全表单位")
    ),
    "text_over_number": _notice(_("“%(value)s”按没有（0）读取"), _("金额和数量应填数字，没有的填0")),
    "approx_number": _notice(_("“%(value)s”是约数，按%(read_as)s读取"), _("此处应填确数")),
    "percent_text": _notice(_("“%(value)s”按百分数%(read_as)s读取"), _("此处应填数字，不带百分号")),
    "date_dot": _notice(_("日期“%(value)s”按%(read_as)s读取"), _("用点分隔的日期是文本")),
    "date_cn": _notice(_("日期“%(value)s”按%(read_as)s读取"), _("汉字写的日期是文本")),
    "date_cn_numerals": _notice(_("日期“%(value)s”按%(read_as)s读取"), _("汉字数字写的日期是文本")),
    "date_serial": _notice(
        _("数字%(value)s按日期%(read_as)s读取"), _("这是表格软件内部的日期序号，单元格没有设成日期格式")
    ),
    "date_8digits": _notice(_("“%(value)s”按日期%(read_as)s读取"), _("八位数字没有分隔，不是日期格式")),
    "space_in_name": _notice(
        _("“%(value)s”中间有空格，按“%(read_as)s”读取"), _("多出的空格会使同一名称对不上")
    ),
    "nbsp": _notice(
        _("“%(value)s”前后有看不见的空白，按“%(read_as)s”读取"), _("全角或不间断空格会使同一名称对不上")
    ),
    "line_break": _notice(_("“%(value)s”中间有换行，按“%(read_as)s”读取"), _("多出的换行会使同一名称对不上")),
    "zero_lost": _notice(_("编码“%(value)s”丢了前面的0，按“%(read_as)s”读取"), _("编码被当成了数字")),
    "town_alias": _notice(
        _("“%(value)s”按“%(read_as)s”读取"), _("省去了“镇、乡、街道”，本地只有一个与它相符")
    ),
    "double_offer": _notice(
        _("第%(row)s行“%(value)s”与第%(other)s行%(by)s的“%(title)s”像是同一件事"),
        _("几个部门的相同资源应当统筹"),
        _("两项都导入，公布前放在一起看；确是一件的，由其中一方提请统筹"),
    ),
    "class_alias": _notice(_("“%(value)s”按“%(read_as)s”读取"), _("用的是简称，只有一个类别与它相符")),
    "phone_separators": _notice(_("电话“%(value)s”按%(read_as)s读取"), _("号码中间有空格或横线")),
    "pii_in_text": _notice(
        _("“%(value)s”里有个人的姓名、电话或证件号"),
        _("个人信息不能让无关的人看到"),
        _("别人只看到“%(read_as)s”；原话另外保存，只给负责答复的人看，到期删除"),
    ),
    "formula_like_text": _notice(
        _("“%(value)s”以公式符号开头，按文字原样读取"), _("这样的文字在表格软件里可能被当成公式执行")
    ),
    "duplicate_exact": _notice(
        _("第%(row)s行与第%(other)s行完全相同"),
        _("连序号也一样，是重复粘贴"),
        _("第二份不导入；确是两项的，请改序号和内容"),
    ),
}

CELLS = {
    "range_amount": _refuse(
        _("“%(header)s”写的是一个范围：%(value)s"), _("金额要确定到元"), _("填一个确定的金额")
    ),
    "negative_amount": _refuse(
        _("“%(header)s”是负数：%(value)s"), _("此处的数不会小于零"), _("核对后填正数；冲减请在原单据上办理")
    ),
    "below_fen": _refuse(_("“%(header)s”的%(value)s折合后不足一分"), _("金额最小到分"), _("按分取整后重填")),
    "too_large": _refuse(
        _("“%(header)s”的%(value)s大得不可能"), _("超过了系统能记的最大金额"), _("核对单位和位数后重填")
    ),
    "unit_slip": _refuse(
        _("“%(header)s”写的是%(value)s，本表单位是%(unit)s"),
        _("与其他行相差成千上万倍，像是单位写错"),
        _("核对后按%(unit)s重填，或在数字后写明“元”“万元”"),
    ),
    "price_rate": _refuse(
        _("“%(header)s”写的是比率：%(value)s"), _("此处要填金额"), _("按比率算出金额后填写")
    ),
    "text_in_number": _refuse(
        _("“%(header)s”不是数字：%(value)s"),
        _("此处要填数字，文字无法计算"),
        _("填数字；确实未定的，这一行先挑出，定了再报"),
    ),
    "not_whole": _refuse(_("“%(header)s”不是整数：%(value)s"), _("此处按个数计"), _("填整数")),
    "missing_required": _refuse(_("“%(header)s”没有填"), _("这一项必须有"), _("补填后再导入")),
    "missing_column": _refuse(
        _("表里没有“%(header)s”这一列"),
        _("没有这一列，各行无法落到具体对象"),
        _("补上这一列后重新上传；列名不同的，请改成“%(header)s”"),
    ),
    "no_table": _refuse(
        _("文件里没有找到“%(title)s”的表"),
        _("没有一张表的表头与它相符"),
        _("核对是否选错了文件或导入种类；表头请用：%(headings)s"),
    ),
    "date_impossible": _refuse(
        _("“%(header)s”的%(value)s不是一个存在的日期"), _("当月没有这一天"), _("查原件后填正确的日期")
    ),
    "date_month_only": _refuse(
        _("“%(header)s”只写到月：%(value)s"), _("此处要精确到日"), _("补上日，如%(example)s")
    ),
    "date_ambiguous": _refuse(
        _("“%(header)s”的%(value)s有几种读法"), _("分不清年、月、日的先后"), _("写成 2023-03-01 这样的形式")
    ),
    "date_unreadable": _refuse(
        _("“%(header)s”不是日期：%(value)s"), _("此处要填日期"), _("写成 2023-03-01 这样的形式")
    ),
    "date_out_of_range": _refuse(
        _("“%(header)s”的日期%(value)s早得或晚得不合理"), _("像是年份写错"), _("核对年份后重填")
    ),
    "formula_no_cache": _refuse(
        _("“%(header)s”是公式“%(value)s”，但文件里没有它的结果"),
        _("系统不执行表格里的公式，只读保存的结果"),
        _("用表格软件打开、保存后再上传，或直接填数字"),
    ),
    "formula_error": _refuse(
        _("“%(header)s”的公式出错：%(value)s"), _("公式引用的单元格已不存在"), _("改正公式或直接填数字")
    ),
    "control_char": _refuse(
        _("“%(header)s”里有不可见的控制字符"), _("这样的字符会破坏文书和检索"), _("删去后重新填写")
    ),
    "too_long": _refuse(
        _("“%(header)s”有%(length)s个字，最多%(limit)s个"),
        _("内容过长，放不进台账"),
        _("缩短后重填，详情另附文件"),
    ),
    "unknown_choice": _refuse(
        _("“%(header)s”填的“%(value)s”不在可填范围"), _("只能填：%(choices)s"), _("从可填的几项中选一项")
    ),
    "code_form": _refuse(
        _("“%(header)s”的编码“%(value)s”形式不对"), _("应为%(form)s"), _("查清单后填正确的编码")
    ),
    "phone_wrong": _refuse(
        _("电话%(value)s不是11位数字"), _("岗位邀请要发到本人手机"), _("核对后填11位手机号")
    ),
}

REFERENCES = {
    "unknown_town": _refuse(
        _("没有“%(value)s”这个乡镇（街道）"), _("本地的乡镇名单里查不到"), _("核对名称；已更名的请用现名")
    ),
    "town_mismatch": _refuse(
        _("乡镇编码与名称不是同一个乡镇：%(value)s"),
        _("编码%(town_code)s是%(town)s"),
        _("核对后改编码或名称"),
    ),
    "village_not_in_town": _refuse(
        _("“%(value)s”不属于%(town)s"), _("村（社区）名单里它属于%(other)s"), _("改乡镇或改村名")
    ),
    "unknown_village": _refuse(
        _("%(town)s没有“%(value)s”"), _("村（社区）名单里查不到"), _("核对名称；新设的请先更新村（社区）名单")
    ),
    "out_of_catalogue": _refuse(
        _("指导性目录里没有编码“%(value)s”"),
        _("目录外的服务不得购买"),
        _("改成目录内的编码；确需增加的，先按程序调整目录"),
    ),
    "unknown_service": _refuse(
        _("指导性目录里没有叫“%(value)s”的服务项目"),
        _("标准要落在目录里的一项服务上"),
        _("改成目录里的名称，或加一列“目录编码”"),
    ),
    "no_service": _refuse(
        _("看不出这份标准是哪一项服务的"),
        _("表里没有“服务项目”或“目录编码”，标题和文字里也没有目录里的名称"),
        _("加一列“服务项目”，或在标题里写明服务名称"),
    ),
    "unknown_duty": _refuse(
        _("责任清单里没有“%(value)s”"), _("购买的服务要有责任依据"), _("改成清单内的编码；新事项先办准入")
    ),
    "unknown_fund": _refuse(
        _("资金“%(value)s”不在专项资金名单里"),
        _("分不清是哪一笔资金"),
        _("改成名单里的资金名称或编码，或先导入专项资金"),
    ),
    "unknown_office": _refuse(
        _("机构名单里没有“%(value)s”"),
        _("岗位和人员要落在具体机构"),
        _("改成名单里的名称或编码；新机构先登记"),
    ),
    "unknown_person": _refuse(
        _("人员名单里没有“%(value)s”"), _("岗位要由登记在册的人担任"), _("核对编号；新到人员先登记")
    ),
    "unknown_seat": _refuse(
        _("岗位名单里没有“%(value)s”"), _("代理要落在具体岗位"), _("核对机构和岗位名称；新岗位先登记")
    ),
    "name_mismatch": _refuse(
        _("编号%(value)s是%(owner)s的，不是%(name)s的"), _("编号和姓名是两个人"), _("核对后改编号或姓名")
    ),
}

RULES = {
    "negative_list": _refuse(
        _("“%(value)s”不得作为服务购买：%(kind)s"),
        _("依据：%(cites)s"),
        _("从本表移出，按%(way)s办理"),
    ),
    "needs_new_money": _refuse(
        _("“%(value)s”：这项资源要新增财政支出"),
        _("资源下沉不能增加财政负担。依据：%(cites)s"),
        _("改用已有预算并写文号；确要新花钱的移出本表，转为购买计划按预算程序申请"),
    ),
    "outside_period": _refuse(
        _("“%(header)s”%(value)s 超出 %(year)s 年第%(quarter)s季度"),
        _("资源清单一季度一报"),
        _("只写到季末，下季度的到时再报"),
    ),
    "split_parts": _refuse(
        _("“%(header)s”对不上：%(parts)s相加是%(sum)s，合计是%(total)s"),
        _("各部分之和应等于合计"),
        _("查原件后改其中一项"),
    ),
    "over_pocket": _refuse(
        _("%(town)s从资金%(fund)s安排%(planned)s万元，超过分到的%(given)s万元"),
        _("计划不能超过下达到本乡镇的专项资金"),
        _("减少下沉专项资金、改用镇本级资金，或核对资金编码"),
    ),
    "age_sum": _refuse(
        _("各年龄段相加%(sum)s人，户籍人口%(total)s人"),
        _("各年龄段之和应等于户籍人口"),
        _("查原件后改其中一项；这里标出的只是最可能的一格"),
    ),
    "duplicate_suspect": _refuse(
        _("第%(row)s行与第%(other)s行除序号外都相同"),
        _("分不清是重复还是两项"),
        _("重复的删去一行；确是两项的，写明区别"),
    ),
    "duplicate_key": _refuse(
        _("“%(value)s”在第%(other)s行已经出现"), _("同一对象只能有一行"), _("删去一行，或改正编码、名称")
    ),
    "weight_sum": _refuse(
        _("这份标准的权重合计%(total)s分，不是%(full)s分"),
        _("各项权重加起来要正好是满分；哪一项写错只有制表人知道，这里标出的只是最可能的一格"),
        _("查原件后改其中一项"),
    ),
    "date_reversed": _refuse(
        _("开始%(start)s晚于结束%(end)s"), _("不能先结束后开始"), _("查原件后改其中一个日期")
    ),
    "price_reversed": _refuse(
        _("下限%(low)s高于上限%(high)s"), _("下限应不高于上限"), _("查原件后改其中一项")
    ),
    "buyer_not_allowed": _refuse(
        _("“%(name)s”是%(kind)s，不能作购买主体"),
        _("依据：%(cites)s"),
        _("改为“否”，由主管的行政机关购买"),
    ),
    "seat_overlap": _refuse(
        _("%(seat)s在%(start)s已由%(holder)s担任（至%(until)s）"),
        _("一个岗位同一时间只能有一人"),
        _("改起始日期，或先登记前任免职"),
    ),
    "incompatible_seats": _refuse(
        _("%(name)s同时担任%(a)s和%(b)s"),
        _("“%(duty_a)s”与“%(duty_b)s”是不相容岗位（%(cites)s）"),
        _("其中一个岗位换人"),
    ),
    "seat_after_leaving": _refuse(
        _("%(name)s已于%(left)s离岗，岗位却到%(until)s"),
        _("离岗后不再担任岗位"),
        _("把截止日期改到离岗之日或以前"),
    ),
    "deputy_self": _refuse(_("代理人与持有人都是%(value)s"), _("代理要由另一人担任"), _("改成另一人")),
    "count_mismatch": _notice(
        _("“%(header)s”写的是%(value)s，名单里有%(read_as)s"),
        _("汇总数与名单不一致"),
        _("以名单为准；核对后确认"),
    ),
}

FILES = {
    "html_named_xls": _refuse(
        _("这是一张网页，只是改名成了表格文件"),
        _("业务系统导出的“xls”常是这样，里面没有真正的表格"),
        _("用表格软件打开，另存为 .xlsx 后再上传"),
    ),
    "empty_file": _refuse(_("文件是空的"), _("里面没有任何内容"), _("核对文件后重新上传")),
    "not_a_workbook": _refuse(
        _("这不是可以读取的表格文件"),
        _("可以读取 .xlsx、.xls、.csv 和 Word 的 .docx"),
        _("另存为 .xlsx 后再上传"),
    ),
    "old_doc": _refuse(
        _("这是旧版 Word 文件（.doc）"), _("旧格式可能带宏，不读取"), _("用 Word 打开，另存为 .docx 后再上传")
    ),
    "encrypted": _refuse(_("文件设了打开密码"), _("加密的文件无法检查"), _("取消密码、另存后再上传")),
    "cut_off": _refuse(_("文件不完整"), _("可能没有传完，或在传送中损坏"), _("从原处重新复制一份再上传")),
    "zip_bomb": _refuse(
        _("文件展开后过大（%(size)s）"), _("超过可以安全读取的大小"), _("只保留要报送的工作表，另存后再上传")
    ),
    "too_many_parts": _refuse(
        _("文件内部的部件太多（%(count)s个）"),
        _("正常的表格没有这么多部件"),
        _("新建一个工作簿，只粘贴数值后再上传"),
    ),
    "too_big": _refuse(_("文件有%(size)s，最大%(limit)s"), _("超过可以上传的大小"), _("分成几个文件上传")),
    "bad_part": _refuse(
        _("文件内部有不正常的部件：%(part)s"),
        _("部件重名、加密或指向文件以外"),
        _("新建一个工作簿，只粘贴数值后再上传"),
    ),
    "macros": _refuse(_("文件带有宏：%(part)s"), _("宏是程序，可能有害"), _("另存为不带宏的 .xlsx 后再上传")),
    "embedded": _refuse(
        _("文件里嵌入了别的对象：%(part)s"), _("嵌入的对象或控件不能检查"), _("删去嵌入的对象后另存再上传")
    ),
    "external_link": _refuse(
        _("文件引用了外部数据：%(part)s"),
        _("结果取决于别的文件，无法核对"),
        _("断开外部链接，粘贴为数值后再上传"),
    ),
    "doctype": _refuse(
        _("文件内部声明了自定义实体：%(part)s"),
        _("正常的办公文件没有这种声明"),
        _("用表格软件打开，另存后再上传"),
    ),
    "bad_xml": _refuse(
        _("文件内部损坏：%(part)s"), _("部件不合格式，读不下去"), _("用表格软件打开、修复、另存后再上传")
    ),
    "too_many_cells": _refuse(
        _("单元格%(cell)s离表太远"),
        _("按它算，表有%(cells)s格，超过可以读取的%(limit)s格"),
        _("删去%(cell)s及附近多余的内容后另存再上传"),
    ),
    "nul_byte": _refuse(
        _("第%(row)s行有空字符"), _("文本表格里不应有这种字符，文件可能损坏"), _("重新导出后再上传")
    ),
    "unknown_encoding": _refuse(
        _("认不出文件的文字编码"),
        _("既不是 UTF-8，也不是 GB18030"),
        _("另存为 .xlsx，或另存为“CSV UTF-8”后再上传"),
    ),
    "reader_stopped": _refuse(
        _("读取时超出了限制：%(cause)s"),
        _("为保护系统，读取在受限的进程里进行"),
        _("只保留要报送的工作表，另存后再上传"),
    ),
}

WORDING: dict[str, Wording] = {**LAYOUT, **READ_SO, **CELLS, **REFERENCES, **RULES, **FILES}
