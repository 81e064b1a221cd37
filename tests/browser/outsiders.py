"""Pages about receivers without an account, for both sides of a link."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.browser.world import Pages, World, of
from tests.referrals.outside_scene import link, taken


def giver_to_outsiders(world: World) -> Pages:
    draft, sent = world.drafted(), world.out()
    names = ("outside_send", "outside_withdraw")
    pages = {f"referrals:{name}": reverse(f"referrals:{name}", args=[draft.uid]) for name in names}
    others = ("outside", "outside_answer", "outside_renew")
    pages |= {f"referrals:{name}": reverse(f"referrals:{name}", args=[sent.uid]) for name in others}
    return world.officer, pages | {
        "referrals:refer_outside": of(world.case, "referrals:refer_outside"),
        "referrals:case_handoffs, to outsiders": of(world.case, "referrals:case_handoffs"),
        "referrals:outbox, to outsiders": reverse("referrals:outbox"),
        "referrals:told, to outsiders": of(world.case, "referrals:told"),
    }


def outsider(world: World) -> Pages:
    world.out()
    pages = {"referrals:link": link(world.token)}
    world.out()
    taken(Client(), world.token)
    return None, pages | {"referrals:link, used": link(world.token)}
