"""The doors of the case floor: load by reach, check input, call one action, answer."""
