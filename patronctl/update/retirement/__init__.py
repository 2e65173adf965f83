"""Inactivation and deletion (docs/rules.md, part 7): planned over the state that the load will produce, guarded, applied with the load."""
