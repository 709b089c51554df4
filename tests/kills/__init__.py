"""`make kills`: processes killed in the middle of their work, a hundred times, and what was lost by it: nothing."""
