"""Pages of the support floor."""
