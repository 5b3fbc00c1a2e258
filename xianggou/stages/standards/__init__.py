"""Execution standards of the services: indicators, qualifications and rules that a contract carries (执行标准)."""
