"""Spreadsheets in and out: who brought in or took out what, step by step. What a register holds, its module says."""
