"""Drives one purchase over HTTP, step by step; keeps what was sent and answered, so that it can be shown."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.cast import Cast, facts, set_clock
from xianggou.base.people import tokens
from xianggou.base.people.models import Person

QUOTES = (
    ("91590121MA9KF4MP9L", "澜川丰澜环境服务有限公司", 11_5000_00),
    ("91590121MA5KFCX68E", "清岚邻邻会计服务有限公司", 11_8000_00),
    ("91590121MA9KFM5L7B", "澜川火和信息技术有限公司", 11_9000_00),
)


@dataclass
class Driver:
    """A machine with one token per role."""

    cast: Cast
    tokens: dict[str, str] = field(default_factory=dict)
    record: list[dict[str, Any]] = field(default_factory=list)

    def token(self, login: str) -> str:
        if login not in self.tokens:
            person = Person.objects.get(pk=self.cast[login].person_id)
            self.tokens[login] = tokens.issue(person, f"api-{login}", "test")
        return self.tokens[login]

    def call(
        self, login: str, method: str, path: str, body: Any = None, *, key: str = "", status: int = 200
    ) -> Any:
        headers = {"Authorization": f"Bearer {self.token(login)}"}
        if method == "POST":
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        answer = Client().generic(
            method, f"/api/v1{path}", json.dumps(body or {}, default=str) if method == "POST" else b"",
            content_type="application/json", headers=headers,
        )  # fmt: skip
        assert answer.status_code == status, (
            method,
            path,
            answer.status_code,
            answer.content.decode()[:2000],
        )
        told = json.loads(answer.content)
        self.record.append(
            {"role": login, "method": method, "path": path, "body": body, "status": status, "answer": told}
        )
        return told

    def plan(self, **more: Any) -> Any:
        body = {
            **facts(**more),
            "place_code": self.cast.here.place_code,
            "town_code": self.cast.here.town_code,
        }
        item = self.call("needs", "POST", "/plan-items", body)
        return self.call("needs", "POST", f"/plan-items/{item['id']}/submit")

    def buy(self) -> Any:
        item = self.plan()
        self.call("finance", "POST", f"/plan-items/{item['id']}/approval", {})
        procedure = self.call("buyer", "POST", f"/plan-items/{item['id']}/procedure", {})
        rows = [
            {"uscc": u, "name": n, "price_fen": f, "quoted_on": "2023-03-02", "account_no": "5901000011112222",
             "account_bank": "示例农商行"}
            for u, n, f in QUOTES
        ]  # fmt: skip
        quotes = self.call("buyer", "POST", f"/procedures/{procedure['id']}/quotes", {"quotes": rows})
        award = self.call(
            "checker", "POST", f"/procedures/{procedure['id']}/award",
            {"supplier_id": quotes["quotes"][0]["supplier_id"]},
        )  # fmt: skip
        contract = self.call(
            "contracts", "POST", f"/awards/{award['id']}/contract",
            {"starts_on": "2023-04-01", "ends_on": "2023-12-31"},
        )  # fmt: skip
        self.call("contracts", "POST", f"/contracts/{contract['id']}/sign", {})
        set_clock("2023-12-31 10:00")
        self.call(
            "accepter", "POST", f"/contracts/{contract['id']}/acceptance",
            {
                "instalment_id": contract["instalments"][0]["id"],
                "delivered_on": "2023-12-30",
                "quantity": "600吨",
                "results": [
                    {"indicator_id": i["id"], "actual": "达到", "points_lost": 3 if n == 0 else 0}
                    for n, i in enumerate(contract["indicators"])
                ],
                "members": [
                    {"part": "lead", "name": "李验收", "opinion": "符合约定", "has_signed": True},
                    {"part": "industry", "name": "王住建", "body": "县住建局", "opinion": "同意", "has_signed": True},
                    {"part": "user", "name": "村民代表", "opinion": "满意", "has_signed": True},
                ],
            },
        )  # fmt: skip
        payment = self.call(
            "payer", "POST", f"/contracts/{contract['id']}/payments",
            {"instalment_id": contract["instalments"][0]["id"], "invoice_no": "FP-001", "invoiced_on": "2023-12-31"},
        )  # fmt: skip
        self.call("vice", "POST", f"/payments/{payment['id']}/approve", {})
        paid = self.call("treasury", "POST", f"/payments/{payment['id']}/pay", {"voucher_no": "ZF-001"})
        self.call("audit", "GET", f"/dossiers/{item['code']}")
        return paid
