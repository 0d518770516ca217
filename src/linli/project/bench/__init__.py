"""Measures Linli against the database beneath it, side by side in one run; `linli bench` is its only caller.

Owns the installations that are measured (`LINLI_HOME/bench`), the eight clients, the limit written for pgbench, and how
statements and processor time are counted. Nothing of it is loaded by web, worker or any other command, and nothing here
knows Django except `seeding`, which runs in a process of its own as the owner of the database, and `rollup`, which
needs no database.

A run never measures an installation itself but a copy of its database, so it may write and a second run finds the same.
"""
