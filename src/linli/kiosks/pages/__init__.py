"""The pages: `door` and `asking` and `looking` of the machine, `desk` of its register."""
