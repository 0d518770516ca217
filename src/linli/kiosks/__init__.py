"""The machines people stand at: which there are, whether they are alive and used, and what they show.

Owns the register of devices, the secret by which a browser is one of them, the visit of whoever stands in front of it,
and the pages of the door `/kiosk/`. What is asked for there is a case like any other and belongs to `cases`; who
somebody is, `accounts` and `people` say. Of a visit nothing is kept but that there was one: a day's counts of a
machine, of nobody in particular.
"""
