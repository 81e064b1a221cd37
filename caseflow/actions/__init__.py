"""The deeds of the case floor: each runs in one transaction and leaves at least one event."""
