"""Every page in a real browser, at a desk and on a phone: readable, quiet, upright, and discreet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from audit import alarms
from caseflow import clocks
from caseflow.actions import delays
from caseflow.choices import PauseReason, Role, Step, Topic
from caseflow.views import presenting
from referrals.models import Handoff
from tests import factories, telling
from tests.browser.conftest import Visit
from tests.browser.outsiders import giver_to_outsiders, outsider
from tests.browser.world import Pages, World, at, follow_up_of, item_of, of
from tests.own_rules import pausing
from tests.routes import papers, table
from tests.routes.administering import write_the_next_house_rules
from tests.routes.pausing import PAUSABLE, pausable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _one_limit_may_be_paused(settings: Any, tmp_path: Path) -> Iterator[None]:
    with pausing(PAUSABLE, settings, tmp_path):
        yield


OF_CASE = (
    "case", "case_timeline", "records", "contact", "statement", "statements", "health", "safety", "consent",
    "assign", "delay", "describe", "person", "intake_child", "intake_again", "milestone",
    "data_requests", "data_breaches", "papers",
)  # fmt: skip


def plain(*names: str) -> dict[str, str]:
    """Pages that need no row."""
    return {name: reverse(name) for name in names}


def newcomer(world: World) -> Pages:
    return None, plain("account_login", "caseflow:exit")


def officer(world: World) -> Pages:
    pages = plain(
        "caseflow:home", "caseflow:case_list", "caseflow:intake", "caseflow:intake_new",
        "caseflow:intake_group", "caseflow:search", "caseflow:notices", "caseflow:agencies",
        "caseflow:help", "caseflow:emergency", "caseflow:letters", "caseflow:law",
    )  # fmt: skip
    return world.officer, pages | {
        "caseflow:case_list, found by code": "/ho-so/?q=0001",
        "caseflow:law, on no day": reverse("caseflow:law") + "?ngay=32/13/2026",
    }


def officer_with_a_file(world: World) -> Pages:
    for told in (telling.telling(), telling.telling(Topic.JOURNEY, Topic.FAMILY)):
        telling.statement(world.case, world.officer, told=told)
    pages = {f"caseflow:{name}": of(world.case, f"caseflow:{name}") for name in OF_CASE}
    pages["caseflow:step"] = of(world.case, "caseflow:step", step=Step.VERIFY.value)
    field = presenting.reveal_field(world.case.person, "full_name")[1]
    paper = factories.a_file(world.case, world.officer)
    pages["caseflow:files"] = of(world.case, "caseflow:files")
    pages["caseflow:file"] = of(world.case, "caseflow:file", file=paper.uid)
    pages["caseflow:match"] = of(world.case, "caseflow:match", match=world.alike().uid)
    asked = world.asked_about_data()
    pages["caseflow:breach_notice"] = of(
        world.case, "caseflow:breach_notice", breach=world.breach().uid
    )
    pages["caseflow:data_answer"] = of(world.case, "caseflow:data_answer", data_request=asked.uid)
    [limit] = clocks.start(world.case, "data_deletion_requested", at=timezone.now())
    pages["caseflow:extension"] = of(world.case, "caseflow:extension", clock=limit.uid)
    pages["caseflow:reveal"] = of(world.case, "caseflow:reveal") + f"?field={field}"
    return world.officer, pages


def officer_of_an_ended_file(world: World) -> Pages:
    case = world.ended()
    pages = {name: of(case, name) for name in ("caseflow:case", "caseflow:erasure")}
    return world.officer, {f"{name}, of an ended file": url for name, url in pages.items()}


def stranger_in_an_emergency(world: World) -> Pages:
    case = world.opened_in_emergency().case
    pages = {name: of(case, name) for name in ("caseflow:case", "caseflow:records")}
    return world.stranger, {f"{name}, in an emergency": url for name, url in pages.items()}


def giver(world: World) -> Pages:
    draft = world.afresh().draft()
    names = ("handoff", "send", "withdraw", "elsewhere", "minutes")
    pages = {f"referrals:{name}": at(draft, name) for name in names}
    return world.officer, pages | {
        "referrals:hand_over": of(world.case, "referrals:hand_over"),
        "referrals:case_handoffs": of(world.case, "referrals:case_handoffs"),
        "referrals:refer_several": of(world.case, "referrals:refer_several"),
        "referrals:told": of(world.case, "referrals:told"),
        "referrals:outbox": reverse("referrals:outbox"),
        "referrals:catalogue": reverse("referrals:catalogue"),
    }


def receiver(world: World) -> Pages:
    telling.statement(world.afresh().case, world.officer)
    sent = world.sent()
    names = ("handoff", "receive", "decline")
    pages = {f"referrals:{name}": at(sent, name) for name in names}
    return world.worker, pages | {
        "referrals:inbox": reverse("referrals:inbox"),
        "caseflow:case": of(world.case, "caseflow:case"),
        "referrals:scan": reverse("referrals:scan", args=[sent.code]),
    }


def asked_for_a_file(world: World) -> Pages:
    asked = world.requested()
    names = ("request", "request_decline")
    pages = {f"referrals:{name}": reverse(f"referrals:{name}", args=[asked.uid]) for name in names}
    return world.officer, pages | plain("referrals:requests", "referrals:request_ask")


def signer(world: World) -> Pages:
    handoff = world.afresh().received()
    file = factories.a_file(world.case, world.worker)
    Handoff.every_row.filter(pk=handoff.pk).update(signed_scan=file)
    names = ("handoff", "sign", "signed_scan", "signed_scan_file")
    return world.worker, {f"referrals:{name}, on paper": at(handoff, name) for name in names}


def social_worker(world: World) -> Pages:
    case = world.supported()
    names = (
        "case_support", "assess", "draft", "add_item", "agree", "review", "plan_paper", "give",
        "follow_up", "measure",
    )  # fmt: skip
    pages = {f"support:{name}": of(case, f"support:{name}") for name in names}
    return world.worker, pages | {
        "support:settle": of(case, "support:settle", item=item_of(case).uid),
        "support:follow_up_done": of(
            case, "support:follow_up_done", follow_up=follow_up_of(case).uid
        ),
        "caseflow:step, with what is missing": of(case, "caseflow:step", step="reintegrate"),
    }


def supervisor(world: World) -> Pages:
    proposal, look = world.proposed(), world.opened_in_emergency()
    erasure = world.asked_to_erase()
    run = world.succession()
    world.looked_up()
    telling.statement(world.case, world.officer)
    pages = plain(
        "caseflow:board", "support:report", "caseflow:case_list", "caseflow:emergencies",
        "caseflow:sight", "caseflow:lanes", "referrals:move_cases",
    )  # fmt: skip
    return world.supervisor, pages | {
        "caseflow:decide": of(proposal.case, "caseflow:decide", proposal=proposal.uid),
        "caseflow:seen": of(proposal.case, "caseflow:seen"),
        "caseflow:emergency_review": of(look.case, "caseflow:emergency_review", view=look.uid),
        "caseflow:sight_of": reverse("caseflow:sight_of", args=[world.officer.uid]),
        "caseflow:erasure, to decide": of(erasure.case, "caseflow:erasure"),
        "caseflow:succession_choices": reverse("caseflow:succession_choices", args=[run.uid]),
    }


def supervisor_of_limits(world: World) -> Pages:
    for case in (world.case, other := world.file()):
        clocks.start(case, "taken_over", at=timezone.now())
    running, paused = pausable(world.case), pausable(other)
    delays.pause_clock(
        paused, reason=PauseReason.PERSON_UNABLE, note="Nằm viện", by=world.supervisor,
        now=timezone.now(),
    )  # fmt: skip
    return world.supervisor, {
        "caseflow:pause": of(running.case, "caseflow:pause", clock=running.uid),
        "caseflow:resume": of(paused.case, "caseflow:resume", clock=paused.uid),
        "caseflow:case, with a pause": of(paused.case, "caseflow:case"),
    }


def overseer(world: World) -> Pages:
    pages = plain("caseflow:board", "caseflow:lanes", "caseflow:case_list", "support:report")
    return world.overseer(), pages | {"caseflow:case, its trail": of(world.case, "caseflow:case")}


def auditor(world: World) -> Pages:
    """The log has alarms, and they were told."""
    person = world.beside(world.officer, Role.AUDITOR)
    for kind, about in (("silent", "vks"), ("unstamped", "")):
        alarms.sound(kind, timezone.now(), about=about)
    return person, plain("audit:trail", "caseflow:signed_export", "caseflow:notices")


def administrator(world: World) -> Pages:
    run = world.succession()
    world.changed_day()
    rate = world.rate()
    world.given_up()
    write_the_next_house_rules()
    pages = plain(
        "caseflow:home", "caseflow:running", "caseflow:days", "caseflow:day_change",
        "support:rates", "support:rate_add",
        "caseflow:agencies", "caseflow:successions", "caseflow:succession_prepare", "caseflow:regimes",
        "caseflow:agency_add",
    )  # fmt: skip
    return world.administrator, pages | {
        "caseflow:agency_amend": reverse("caseflow:agency_amend", args=[run.predecessor.code]),
        "caseflow:members": reverse("caseflow:members", args=[run.predecessor.code]),
        "caseflow:member_add": reverse("caseflow:member_add", args=[run.predecessor.code]),
        "caseflow:member": reverse(
            "caseflow:member", args=[run.predecessor.code, world.officer.uid]
        ),
        "caseflow:agency_close": reverse("caseflow:agency_close", args=[run.predecessor.code]),
        "caseflow:succession": reverse("caseflow:succession", args=[run.uid]),
        "caseflow:regime_put": reverse("caseflow:regime_put", args=["house_rules"]),
        "support:rate_end": reverse("support:rate_end", args=[rate.uid]),
        "support:rate_correct": reverse("support:rate_correct", args=[rate.uid]),
    }


def newcomer_administrator(world: World) -> Pages:
    """With nothing to show yet, and the pages about the own account."""
    pages = plain(
        "caseflow:running", "caseflow:days", "caseflow:successions", "caseflow:regimes", "mfa_index",
        "account_change_password", "account_reauthenticate", "account_inactive", "account_logout",
        "mfa_reauthenticate", "mfa_generate_recovery_codes",
    )  # fmt: skip
    return factories.user(Role.UNIT_ADMIN), pages


def just_signed_in(world: World) -> Pages:
    """With a second factor that may be turned off without the password, which was just given."""
    secret = get_adapter().encrypt("A" * 32)
    Authenticator.objects.create(
        user=world.officer, type=Authenticator.Type.TOTP, data={"secret": secret}
    )
    return world.officer, plain("mfa_deactivate_totp")


PEOPLE: list[Callable[[World], Pages]] = [
    newcomer, officer, officer_with_a_file, officer_of_an_ended_file, stranger_in_an_emergency,
    giver, giver_to_outsiders, outsider, receiver, asked_for_a_file, signer, social_worker, supervisor, supervisor_of_limits, overseer, auditor,
    administrator, newcomer_administrator,
    just_signed_in,
]  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.__name__)
def test_every_page_is_sound(
    world: World, visit: Visit, width: int, person: Callable[[World], Pages]
) -> None:
    user, pages = person(world)
    tab = visit(user, width=width)
    for address in pages.values():
        assert tab.go(address) == 200, address
        tab.is_sound()


def test_no_page_is_left_out(world: World) -> None:
    """Whatever somebody signed in may open by its address is looked at in a browser."""
    police = table.WITH_THE_POLICE + papers.WITH_THE_POLICE
    rows = [*table.rows(police), *table.rows(table.WITH_SOCIAL_AFFAIRS)]
    opened = {
        row.route
        for row in rows
        if row.method == "GET"
        and 200 in [status for name, status in row.answers.items() if name != "nobody"]
    }

    looked_at = {name.partition(",")[0] for person in PEOPLE for name in person(world)[1]}

    assert sorted(opened - looked_at) == []


def test_a_page_that_is_not_there_is_sound_too(world: World, visit: Visit, width: int) -> None:
    tab = visit(world.officer, width=width)

    assert tab.go("/ho-so/HC26-0001-A/") == 404
    tab.refused(404)
    tab.is_sound()
    assert tab.go(reverse("caseflow:board")) == 403
    tab.refused(403)
    tab.is_sound()
    assert tab.go(of(world.case, "caseflow:case") + "khong-co/") == 404
    tab.refused(404)
    tab.is_sound()
    assert tab.go(reverse("caseflow:leave")) == 405
    tab.refused(405)
    tab.is_sound()
