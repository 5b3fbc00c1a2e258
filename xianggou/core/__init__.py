"""Deciding and counting without a framework: money, days, law, findings, packs."""
