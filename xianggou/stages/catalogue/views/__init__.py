"""Pages of the catalogue: versions and items, what townships carry out, proposals, adjustments."""
