"""The pages of a case: the resident's in `portal`, the worker's in `desk`."""
