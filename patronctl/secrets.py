"""Secrets by reference: the configuration says where a secret lies, never what it is."""
