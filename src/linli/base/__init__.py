"""What every module stands on: actor and scope, journal, refusals, events, ids, clock, working time, encryption, attachments.

Owns no subject of the field. Knows nothing of the modules above it: journal rows carry plain columns, no foreign keys upward.
"""
