"""Makes the floor's database in the same cluster: its tables, one account per role, its lines. Made anew each run."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

import psycopg

from bench import flow
from bench.floor.hand import Hand
from bench.floor.steps import call
from bench.rig import Rig

DATABASE = "floor"
ROLES = ("needs", "finance", "buyer", "checker", "contracts", "accepter", "payer", "vice", "treasury")
POCKET_FEN = 10_0000_0000_00


def seed(rig: Rig) -> tuple[dict[str, str], list[int]]:
    """Gives: role → token, and the items of as many lines as the product has."""
    cluster = rig.here.cluster
    cluster.drop(DATABASE)
    urls = cluster.prepare(DATABASE)
    return sown(urls.owner, urls.app, rig.told)


def sown(owner_url: str, app_url: str, told: dict[str, Any]) -> tuple[dict[str, str], list[int]]:
    """Fill a new database: tables as the owner, lines as the application, for the townships and year of `told`."""
    tokens = {role: secrets.token_urlsafe(24) for role in ROLES}
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute((Path(__file__).parent / "schema.sql").read_text("utf-8"))
        owner.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO xg_app")
        owner.cursor().executemany(
            "INSERT INTO account (role, town, digest) VALUES (%s, '*', %s)",
            [(role, hashlib.sha256(token.encode()).hexdigest()) for role, token in tokens.items()],
        )
        pockets = [(line["town_code"], told["year"], POCKET_FEN) for line in told["lines"]]
        owner.cursor().executemany("INSERT INTO pocket VALUES (%s, %s, %s)", pockets)
    with psycopg.connect(app_url, autocommit=True) as app:
        by_hand = Handed(Hand(app), tokens)
        items = [
            flow.approved(
                by_hand, flow.item_facts("", line["town_code"], told["year"], "9901", line["budget_fen"])
            )
            for line in told["lines"]
        ]
    return tokens, items


class Handed:
    """The floor without HTTP: a call that goes straight to its steps."""

    def __init__(self, hand: Hand, tokens: dict[str, str]) -> None:
        self.hand, self.tokens = hand, tokens

    def __call__(self, role: str, path: str, body: flow.Told) -> flow.Told:
        """Do the step."""
        return call(self.hand, self.tokens[role], secrets.token_hex(12), path, body)
