"""Desired timers, installed timers, their difference: the only door to systemctl."""
