"""Who may do which action where: one table (`roles.toml`), asked at each action and each page; deny by default.

In: an actor and an action. Out: the seat by which it is allowed, or a refusal. Also: once-keys, grants of the
database's logins, and the register of actions that the house tests walk.
"""
