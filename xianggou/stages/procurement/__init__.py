"""How the supplier is found: method by threshold, below the limit by internal control, award (采购)."""
