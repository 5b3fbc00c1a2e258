"""Requests, checks and payments: an accepted result comes in, money leaves the treasury (支付)."""
