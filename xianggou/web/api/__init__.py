"""The API for machines: each room's router under /api/v1/, one set of answers for what an action raises."""
