"""Whether every job does what its schedule says, and what no run can report by itself."""
