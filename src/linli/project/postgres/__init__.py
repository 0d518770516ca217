"""The embedded PostgreSQL server: initialised once, started when it does not answer, stopped on request.

Owns the server's folder under `LINLI_HOME`, its three logins and what a database needs before the first migration.
Importing this package or asking it for `parameters` starts and changes nothing. It does not use Django: settings,
tests and the command line all call it before Django is there.

Web and worker run as one account and can read all three password files. Separate logins stop our own mistakes and
injected SQL, not injected code.
"""

from linli.project.postgres.accounts import Account
from linli.project.postgres.bootstrapping import bootstrap
from linli.project.postgres.connecting import APPLICATION, OWNER, connect, databases, dsn, parameters, process_login
from linli.project.postgres.errors import PostgresError
from linli.project.postgres.places import Server, locate
from linli.project.postgres.running import answers, ensure, is_alive, revive, stop

__all__ = [
    "APPLICATION",
    "OWNER",
    "Account",
    "PostgresError",
    "Server",
    "answers",
    "bootstrap",
    "connect",
    "databases",
    "dsn",
    "ensure",
    "is_alive",
    "locate",
    "parameters",
    "process_login",
    "revive",
    "stop",
]
