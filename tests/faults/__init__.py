"""What must survive a kill: the parts are real, the blows are ours."""
