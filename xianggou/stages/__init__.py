"""The life cycle of a bought service, one room each, in walking order."""
