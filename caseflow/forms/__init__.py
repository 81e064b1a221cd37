"""What people type, checked; one form per action that asks something."""
