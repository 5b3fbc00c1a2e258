"""Contracts: an award comes in, a signed contract that binds the money held for it goes out.

Law: 政府采购法 第四十三条至第五十条, 政府购买服务管理办法 第二十二条至第二十九条.
"""
