"""The pages of a need: the unit's in `desk`, the person's own in `portal`."""
