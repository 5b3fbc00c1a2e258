"""Front door: settings, addresses, command line, home by role, and the pages that look both ways along the life."""
