"""Presenters: they turn rows and records into the finished values that templates show."""
