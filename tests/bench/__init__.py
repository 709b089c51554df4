"""The budgets, measured: ours beside a reference, in the same run, on the same machine (`python -m tests.bench`).

Not collected by pytest: no test asserts a time. What is measured lies under `var/bench` and is used again.
"""
