"""The patron update written a second time: row by row, in plain Python, from docs/rules.md and not from the SQL.

It knows what the random districts of test_row_by_row.py have: matching by district ID, several jobs, retirement, circulation.
"""
