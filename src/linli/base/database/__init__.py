"""Django's PostgreSQL backend, which asks after a kept connection only where there is reason to."""
