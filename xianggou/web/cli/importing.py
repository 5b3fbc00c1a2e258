"""`xianggou import`: an office's workbook goes in by the very door of the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xianggou.web.cli.installation import Installation
from xianggou.web.cli.words import DONE, MISUSE, REFUSED, Parser, both, give, give_json, tell

if TYPE_CHECKING:
    from argparse import Namespace

    from xianggou.web.imports.door import Outcome

SHOWN = 200  # problems printed for a person; --json gives all
LEVELS = {
    "refuse": ("必改", "must be mended"),
    "notice": ("请确认", "to be confirmed"),
    "info": ("说明", "for information"),
}
WORDS = {
    "rows": ("行数", "rows"),
    "saved": ("新增", "new"),
    "changed": ("更改", "changed"),
    "unchanged": ("未变", "unchanged"),
    "set_aside": ("挑出", "set aside"),
}


def main(argv: list[str]) -> int:
    """Gives: 0 taken (or nothing stands against it, dry), 1 refused, 2 misuse."""
    asked = _parser().parse_args(argv)
    path = Path(asked.file)
    if not path.is_file():
        tell(both(f"没有文件 {path}", f"no file {path}"))
        return MISUSE
    here = Installation(asked.data)
    if not here.made():
        tell(both(f"{here.folder} 中还没有数据库，请先 xianggou start", f"no database in {here.folder} yet"))
        return REFUSED
    with here.opened():
        return run(asked, path)


def _parser() -> Parser:
    parser = Parser(
        "import",
        "导入单位的表格：整份写入，或一行也不写。",
        "Take an office's workbook in, whole or not at all.",
    )
    parser.add_argument("kind", metavar="KIND", help=both("表的种类，如 plan", "kind of workbook, as plan"))
    parser.add_argument("file", metavar="FILE", help=both("文件", "the file"))
    told = both("地方：区划代码、实践包名或名称", "place: division code, pack or name")
    parser.add_argument("--place", required=True, metavar="P", help=told)
    parser.add_argument("--sheet", metavar="S", help=both("只读这一张工作表", "read this sheet only"))
    parser.add_argument("--dry-run", action="store_true", help=both("只检查，不写入", "check, write nothing"))
    told = both("请确认的事项一律按读到的写入", "take what was read with a notice as read")
    parser.add_argument("--accept-notices", action="store_true", help=told)
    told = both(
        "挑出的行（表格，写明工作表、行号、原因）；与 --dry-run 同用且文件不存在时写出",
        "rows left out, a workbook naming sheet, row and reason; with --dry-run it is written if it is not there",
    )
    parser.add_argument("--set-aside", metavar="FILE", help=told)
    told = both("由谁导入（登录名）；不写则由有此职责的岗位", "who imports (sign-in name)")
    parser.add_argument("--as", dest="person", metavar="PERSON", help=told)
    parser.add_data()
    parser.add_json()
    return parser


def run(asked: Namespace, path: Path) -> int:
    """Take the file in, Django being set up.  Gives: the exit code."""
    from xianggou.base.access.actions import NotGranted
    from xianggou.base.places.models import Place
    from xianggou.base.sheets.annotate import named_in, set_aside_workbook
    from xianggou.base.sheets.problems import Unreadable
    from xianggou.core.findings import BadInput
    from xianggou.web.imports import door, rights

    if asked.kind not in rights.kinds():
        known = ", ".join(rights.kinds())
        tell(both(f"没有种类“{asked.kind}”，可用：{known}", f"no kind '{asked.kind}'; known: {known}"))
        return MISUSE
    try:
        place = door.place_of(asked.place)
    except Place.DoesNotExist:
        tell(both(f"没有地方“{asked.place}”", f"no place '{asked.place}'"))
        return MISUSE
    aside = Path(asked.set_aside) if asked.set_aside else None
    if aside is not None and not aside.is_file() and not asked.dry_run:
        tell(both(f"没有文件 {aside}", f"no file {aside}"))
        return MISUSE
    rows: dict[tuple[str, int], str] = {}
    if aside is not None and aside.is_file():
        found = door.opened(aside.read_bytes(), aside.name)
        if isinstance(found, Unreadable):
            tell(found.problem.what)
            return REFUSED
        rows = dict(named_in(found))
    try:
        actor = rights.actor_of_login(asked.person) if asked.person else rights.usual_actor(asked.kind, place)
        if actor is None:
            tell(both(f"没有账号“{asked.person}”", f"no account '{asked.person}'"))
            return MISUSE
        outcome = door.take(
            asked.kind,
            path.read_bytes(),
            path.name,
            place.code,
            actor,
            sheet=asked.sheet,
            dry_run=asked.dry_run,
            accept_notices=asked.accept_notices,
            set_aside=rows,
        )
    except NotGranted as error:
        tell(both(f"没有岗位可以在{place.name}办“{error.action}”", f"no seat may do {error.action} there"))
        return REFUSED
    except BadInput as bad:
        for problem in bad.problems:
            tell(f"{problem.what}；{problem.then}")
        return REFUSED
    if aside is not None and asked.dry_run and not aside.exists():
        aside.write_bytes(set_aside_workbook(outcome.reading))
        tell(both(f"挑出待改的行写在 {aside}", f"rows left out are in {aside}"))
    return shown(outcome, as_json=asked.json)


def shown(outcome: Outcome, *, as_json: bool) -> int:
    """Print what came of it.  Gives: the exit code."""
    told = outcome.as_json()
    good = outcome.taken or (outcome.is_dry and outcome.may_go_in and not outcome.needs_confirming)
    if as_json:
        give_json(told)
        return DONE if good else REFUSED
    spoken = [p for p in told["problems"] if p["severity"] != "info"]
    for problem in sorted(spoken, key=lambda p: p["severity"] != "refuse")[:SHOWN]:
        give(line_of(problem))
    if len(spoken) > SHOWN:
        give(both(f"……还有 {len(spoken) - SHOWN} 处，用 --json 看全部", "… use --json for all"))
    give("，".join(f"{both(*WORDS[name])} {told[name]}" for name in WORDS))
    for title, fen in told["sums_fen"].items():
        give(f"  {title}  {fen // 100:,}.{fen % 100:02d} {both('元', 'yuan')}")
    give(_verdict(outcome))
    return DONE if good else REFUSED


def line_of(problem: dict[str, Any]) -> str:
    """A problem as one line: where, what stands there, what is wrong, why, what to do."""
    row = problem["row"] or ""
    where = f"{problem['sheet']}!{problem['column']}{row}" if problem["sheet"] else both("文件", "file")
    value = f"“{problem['value']}” " if problem["value"] else ""
    words = "；".join(str(problem[n]) for n in ("what", "why", "then") if problem[n])
    return f"[{both(*LEVELS[problem['severity']])}] {where} {value}{words}"


def _verdict(outcome: Outcome) -> str:
    if outcome.taken and not outcome.loaded.wrote:
        return both("与库中一致，没有写入", "the same as what is there; nothing written")
    if outcome.taken:
        return both("已写入", "written")
    if not outcome.may_go_in:
        return both("一行也没有写入：先改必改的问题", "nothing written: mend the problems first")
    if outcome.needs_confirming:
        return both(
            "一行也没有写入：看过请确认的事项后，加 --accept-notices",
            "nothing written: look at the notices, then add --accept-notices",
        )
    return both("只检查，没有写入；可以导入", "checked only, nothing written; it can go in")
