"""Admins are told what goes wrong."""
