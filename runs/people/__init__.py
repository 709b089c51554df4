"""A person's own account: their name and clock, what they log in with, where they are logged in."""
