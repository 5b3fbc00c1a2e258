"""Approved lines: what a township may spend, by year, fund source and plan item (预算批复与执行)."""
