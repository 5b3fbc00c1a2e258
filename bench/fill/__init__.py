"""Fills an empty database with invented purchases of six years, through the product's own tables (示例数据).

The ground (place, people, lists, suppliers, the lines to buy on) goes in by the product's actions with every gate on.
The purchases go in as sets, with triggers, indexes and foreign keys off inside the one transaction that does it all.
"""
