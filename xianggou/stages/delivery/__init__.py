"""Monitoring and acceptance: a signed contract comes in, an accepted result goes out (履约监控与验收)."""
