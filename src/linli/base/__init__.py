"""What every module stands on.

Actor and scope, journal, refusals, events, ids, clock, working time, encryption, attachments. Owns no subject of the
field and knows nothing of the modules above it: journal rows carry plain columns, no foreign keys upward.
"""
