"""Both languages, complete: the catalogue, and the pages that people see."""
