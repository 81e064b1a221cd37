"""Invented people and cases for trying the system; nothing here is taken from a real person."""
