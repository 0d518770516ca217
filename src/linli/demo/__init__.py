"""Invented people and work for a real region, made by replaying the rules. Nothing in it is true of anybody."""
