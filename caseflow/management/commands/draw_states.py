"""Draws every state machine from its code, as Markdown with Mermaid diagrams."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.utils import translation

from caseflow.models import StateRow


class Command(BaseCommand):
    """`draw_states` prints what stands in docs/states.md; a test keeps the two equal."""

    help = "Print the state diagrams."

    def handle(self, *args: Any, **options: Any) -> None:
        """One section for each model with a state."""
        with translation.override("vi"):
            self.stdout.write(
                "# State machines\n\nDrawn from the code by `manage.py draw_states`.\n"
            )
            for model in apps.get_models():
                if issubclass(model, StateRow):
                    self.stdout.write("\n".join(drawing(model)))


def drawing(model: type[StateRow]) -> Iterator[str]:
    """Lines of one section: the words of the states, then the diagram."""
    field: Any = model._meta.get_field("state")  # type: ignore[misc]  # every concrete row has it
    yield f"\n## {model.__name__}\n"
    yield "| State | Words |\n|---|---|"
    for state, words in field.choices or []:
        yield f"| `{state}` | {words} |"
    yield "\n```mermaid\nstateDiagram-v2"
    yield f"    [*] --> {field.default.value}"
    for source, target, step in sorted(moves(model)):
        yield f"    {source} --> {target}: {step}"
    yield "```\n"


def moves(model: type[StateRow]) -> Iterator[tuple[str, str, str]]:
    """Every (from, to, step) the model declares."""
    for step, _label in model.STEPS:
        meta = getattr(model, step)._django_fsm
        for source, transition in meta.transitions.items():
            targets = getattr(transition.target, "allowed_states", None) or [transition.target]
            for target in targets:
                yield str(source), str(target), step
