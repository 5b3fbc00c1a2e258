"""The whole life of a purchase on one page: what reads every room, and that no room reads."""
