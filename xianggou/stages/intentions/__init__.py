"""Purchase intentions (采购意向公开): what will be bought is told the market in time, or excepted by name with its reason."""
