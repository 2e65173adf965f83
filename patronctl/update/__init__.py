"""The run: one file a step, in the order of `STEPS`.

The same words name the SQL folders, the steps of the run's record, the headings of the report and the table
in the README. *Retire* plans who leaves, over the state that the plan will leave; *load* applies both in one
transaction; *deliver* brings the library systems to what the store holds, outside of it.
"""

STEPS = ("fetch", "gate", "stage", "recognize", "convert", "match", "plan", "retire", "guard", "load", "summarize", "deliver")
