"""The command line: one program that calls the same actions and queries as the pages."""
