from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Registers the module with Django, and answers searches with policies too."""

    name = "linli.policies"
    label = "policies"

    def ready(self) -> None:
        """Who searches for a service finds the policies that speak of it."""
        from linli.catalog.also import answers_with
        from linli.policies.queries import answers  # models are ready only here

        answers_with(answers)
