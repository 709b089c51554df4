"""Pages: a method, a form, one call, one render."""
