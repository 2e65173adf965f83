"""Accidents of an export, as a machine makes them by the hundred: each as the second night after a good first one."""
