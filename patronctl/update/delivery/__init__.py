"""One delivery to one live target: refresh, plan, guard, execute, confirm."""
