"""The demo year: opens the three sample places and plays County A's 2023 by calling the actions, nothing else.

In: an empty demo or training database. Out: places with their lists, sign-ins for each seat, purchases at every
stage, each act by the person who held the seat on that day. It feeds the newcomer's first start, browser tests and
benchmarks alike. Whatever it can do, a person could have done on that day; what the gates refuse, it is refused.
"""
