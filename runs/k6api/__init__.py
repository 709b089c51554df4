"""The wire: Grafana Cloud k6's Test runs REST API as typed calls, records and one tree of errors.

Nothing in here knows Django or this product's tables. Callers need `client` (one method per
operation), `records` (what comes back) and `errors` (what may go wrong); the rest is how.
"""
