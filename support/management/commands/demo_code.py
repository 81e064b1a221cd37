"""Prints the current six digits of a demonstration person, or who there is."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from support.demo import staff


class Command(BaseCommand):
    """`demo_code USERNAME`, or `demo_code` for the list; works in the demonstration only."""

    help = "Print the current sign-in code of a demonstration person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who signs in."""
        parser.add_argument("username", nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        """Six digits."""
        if not settings.DEMO:
            raise CommandError("Codes can be told in the demonstration only.")
        posts = {post.username: post for post in staff.POSTS}
        if options["username"] is None:
            for post in posts.values():
                self.stdout.write(f"  {post.username:<18} {post.role.label}")
            self.stdout.write(f"Password of everybody: {staff.PASSWORD}")
        elif options["username"] in posts:
            self.stdout.write(staff.code_now())
        else:
            raise CommandError("There is no such person in the demonstration.")
