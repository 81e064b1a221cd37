"""Finding people by part of a name, from an index that lives in the memory of one process."""
