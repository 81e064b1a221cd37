"""Queries behind the pages: lists by reach, counts, the picture of where cases wait."""

from caseflow.reports.lists import (
    Filters,
    Segment,
    case_page,
    find_address,
    find_by_code,
    register_finder,
    segments,
)
from caseflow.reports.tallies import late_count, tallies, unread_count, words

__all__ = [
    "Filters",
    "Segment",
    "case_page",
    "find_address",
    "find_by_code",
    "late_count",
    "register_finder",
    "segments",
    "tallies",
    "unread_count",
    "words",
]
