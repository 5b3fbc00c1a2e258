"""The launcher, the logins and the program, on clusters of their own."""
