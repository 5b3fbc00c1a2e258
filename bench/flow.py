"""One purchase as a driver sends it: the same addresses and bodies to the product and to the floors."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Told = dict[str, Any]
Call = Callable[[str, str, Told], Told]
SIGNS = (("lead", "李验收", "符合约定"), ("industry", "王住建", "同意"), ("user", "村民代表", "满意"))
TOPICS = ("立项必要性", "投入经济性", "绩效目标合理性", "实施方案可行性", "筹资合规性")


class Failed(Exception):
    """An answer that was not 200."""

    def __init__(self, status: int, path: str, told: str) -> None:
        super().__init__(f"{status} {path} {told[:400]}")
        self.status = status


@dataclass
class Http:
    """A machine with one kept-alive connection and a token per role. Not for several threads."""

    port: int
    tokens: dict[str, str]
    times: dict[str, list[float]] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def __call__(self, role: str, path: str, body: Told) -> Told:
        """POST a step.  Raises: Failed."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Authorization": f"Bearer {self.tokens[role]}", "Idempotency-Key": secrets.token_hex(12),
            "Content-Type": "application/json", "Host": f"127.0.0.1:{self.port}",
        }  # fmt: skip
        began = time.perf_counter()
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body, default=str), headers)
        answer = self._connection.getresponse()
        told = answer.read()
        self.times.setdefault(step_of(path), []).append(time.perf_counter() - began)
        if answer.status != http.client.OK:
            raise Failed(answer.status, path, told.decode())
        return dict(json.loads(told))

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()


def step_of(path: str) -> str:
    """The name of a step: its address without ids."""
    return "/".join(part for part in path.split("/") if part and not part.isdigit())


def item_facts(place: str, town: str, year: int, catalogue: str, fen: int) -> Told:
    """The whole body of a plan item that may be sent for review."""
    return {
        "place_code": place, "town_code": town, "year": year, "budget_fen": fen, "sources": {"OWN": fen},
        "catalogue_code": catalogue, "duty_code": "D001", "name": f"示例服务 {secrets.token_hex(3)}", "quantity": 12,
        "unit": "月", "carried_out": "乡镇自主", "method": "询价比选", "starts_on": f"{year}-01-01",
        "ends_on": f"{year}-12-31", "office": "社会事务办", "target": "按月完成，抽查合格率95%以上",
        "acceptance": "每季度由社会事务办会同村(社区)代表按执行标准逐项验收", "feasibility": "购买服务比自办节省",
        "ex_ante": {
            "topics": dict.fromkeys(TOPICS, "已论证"), "conclusion": "予以支持",
            "targets": {"产出": "12个月", "效益": "点位达标", "满意度": "90%以上"},
        },
    }  # fmt: skip


def approved(call: Call, facts: Told) -> int:
    """A plan item in the budget.  Gives: its id."""
    item = call("needs", "/plan-items", facts)["id"]
    call("needs", f"/plan-items/{item}/submit", {})
    call("finance", f"/plan-items/{item}/approval", {})
    return int(item)


def bought(call: Call, item: int, fen: int, suppliers: list[Told], *, part: bool = False) -> Told:
    """From the start of the procedure to the payment.  `part`: hold only `fen` of the item's money."""
    today = date.today()
    procedure = call("buyer", f"/plan-items/{item}/procedure", {"hold_fen": fen} if part else {})["id"]
    quotes = [
        {**supplier, "price_fen": fen - 100 + n * 100, "quoted_on": today.isoformat()}
        for n, supplier in enumerate(suppliers)
    ]
    told = call("buyer", f"/procedures/{procedure}/quotes", {"quotes": quotes})
    award = call(
        "checker", f"/procedures/{procedure}/award", {"supplier_id": told["quotes"][0]["supplier_id"]}
    )["id"]
    term = {"starts_on": today.isoformat(), "ends_on": f"{today.year}-12-31"}
    contract = call("contracts", f"/awards/{award}/contract", term)
    call("contracts", f"/contracts/{contract['id']}/sign", {})
    instalment = contract["instalments"][0]["id"]
    call(
        "accepter", f"/contracts/{contract['id']}/acceptance",
        {
            "instalment_id": instalment, "delivered_on": today.isoformat(), "quantity": "12月",
            "results": [
                {"indicator_id": i["id"], "actual": "达到", "points_lost": 0 if n else 3}
                for n, i in enumerate(contract["indicators"])
            ],
            "members": [
                {"part": part, "name": name, "body": "示例单位", "opinion": opinion, "has_signed": True}
                for part, name, opinion in SIGNS
            ],
        },
    )  # fmt: skip
    payment = call(
        "payer", f"/contracts/{contract['id']}/payments",
        {"instalment_id": instalment, "invoice_no": f"FP-{secrets.token_hex(4)}", "invoiced_on": today.isoformat()},
    )["id"]  # fmt: skip
    call("vice", f"/payments/{payment}/approve", {})
    return call("treasury", f"/payments/{payment}/pay", {"voucher_no": f"ZF-{secrets.token_hex(4)}"})
