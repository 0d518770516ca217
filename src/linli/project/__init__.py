"""Composition root: settings, addresses, API assembly, navigation, command line."""
