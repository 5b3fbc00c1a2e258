"""`python -m bench.office ITEMS ROUNDS`: the finance office inside one process, approving alone and together.

Reads what the filling told from its input, prints what each round found as JSON. `bench.together` runs it.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.fill import people  # noqa: E402
from xianggou.base.access.roles import Where  # noqa: E402
from xianggou.stages.budget import actions  # noqa: E402
from xianggou.stages.budget.models import Approval  # noqa: E402
from xianggou.stages.plans import actions as plans  # noqa: E402

ONCE = re.compile(r'name="once" value="([^"]+)"')


class Office:
    """The finance office in this process: plans to approve, and both ways to approve them."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.client = told, Client()
        self.client.post(
            "/api/v1/session", json.dumps({"login": told["logins"]["finance"], "password": told["password"]}),
            content_type="application/json", headers={"Idempotency-Key": secrets.token_hex(8)},
        )  # fmt: skip

    def planned(self, number: int) -> list[int]:
        """So many items sent for review, in turn by the townships of the lines."""
        needs, towns = people._actor("bench-needs"), [line["town_code"] for line in self.told["lines"]]
        found = []
        for n in range(number):
            facts = people.facts(
                self.told["year"], self.told["catalogue_code"], 5000_00, f"一起批复第{n}项（示例）"
            )
            item = plans.draft(where=Where(self.told["place_code"], towns[n % len(towns)]), by=needs, **facts)
            plans.submit(item.pk, by=needs)
            found.append(item.pk)
        return found

    def alone(self, item_ids: list[int]) -> list[float]:
        """Seconds of each approval that stands alone."""
        finance, found = people._actor("bench-finance"), []
        for item_id in item_ids:
            began = time.perf_counter()
            actions.approve(item_id, by=finance)
            found.append(time.perf_counter() - began)
        return found

    def together(self) -> dict[str, Any]:
        """What the page of all without findings takes: the look before, each request, each part, statements."""
        asked = [0]

        def count(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
            asked[0] += "SAVEPOINT" not in sql
            return execute(sql, values, many, context)

        parts: list[float] = []
        run, year = actions.run_batch, self.told["year"]

        def timed(*args: Any, **named: Any) -> Any:
            began = time.perf_counter()
            answer = run(*args, **named)
            parts.append(time.perf_counter() - began)
            return answer

        actions.run_batch = timed
        began = time.perf_counter()
        page = self.client.get(f"/budget/queue/confirm/?all=1&year={year}").content.decode()
        looked = time.perf_counter() - began
        form = {
            name: re.findall(f'name="{name}" value="([^"]*)"', page)[0]
            for name in ("once", "all", "year", "count", "fen")
        }
        requests, address = [], "/budget/queue/approve/"
        try:
            with connection.execute_wrapper(count):
                while True:
                    began = time.perf_counter()
                    answer = self.client.post(address, form)
                    requests.append(time.perf_counter() - began)
                    page = self.client.get(answer["Location"]).content.decode()
                    if "/go/" not in page:
                        break
                    address, form = f"{answer['Location']}go/", {"once": ONCE.findall(page)[0]}
        finally:
            actions.run_batch = run
        return {"looked": looked, "requests": requests, "parts": parts, "statements": asked[0]}


def rounds(told: dict[str, Any], items: int, times: int) -> dict[str, Any]:
    """What each round found."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    office, found = Office(told), []
    office.alone(office.planned(5))  # what is loaded once is loaded now
    for _ in range(times):
        alone = office.alone(office.planned(max(20, items // 20)))
        many = office.planned(items)
        one = office.together()
        done = Approval.objects.filter(item_id__in=many).count()
        if done != items:
            raise RuntimeError(f"{done} of {items} items were approved")
        found.append({**one, "alone": alone})
    return {"rounds": found}


if __name__ == "__main__":
    print(json.dumps(rounds(json.load(sys.stdin), int(sys.argv[1]), int(sys.argv[2]))))
