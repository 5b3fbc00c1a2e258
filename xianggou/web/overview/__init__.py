"""Pages that look both ways along the life: the county's figures, pocket against plate, a duty with all it led to."""
