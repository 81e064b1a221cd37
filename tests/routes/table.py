"""The rule: what every address answers to each person, as GET and as POST with acceptable answers.

302 is a redirect: of a signed-out person to sign-in, of a POST to where it leads. 403 to somebody
signed out is a page that keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.routes.scene import PEOPLE
from tests.routes.table_of_no_file import OF_NO_FILE


@dataclass(frozen=True)
class Row:
    """One address and method: the route, a step where the address names one, and the answers."""

    route: str
    step: str
    method: str
    answers: dict[str, int]


def rows(table: str) -> Iterator[Row]:
    """The rows of a table."""
    for line in table.strip().splitlines():
        name, method, *answers = line.split()
        if name == "route":
            continue
        route, _slash, step = name.partition("/")
        yield Row(route, step, method, dict(zip(PEOPLE, map(int, answers), strict=True)))


WITH_THE_POLICE = (
    """
route                                   nob kee col chi pac rec for str ove aud adm bet
caseflow:home                      GET  302 302 302 302 302 302 302 302 302 302 302 302
caseflow:home                      POST 403 405 405 405 405 405 405 405 405 405 405 405
caseflow:case_list                 GET  302 200 200 200 200 200 200 200 200 404 404 200
caseflow:case_list                 POST 403 405 405 405 405 405 405 405 405 405 405 405
caseflow:intake                    GET  302 200 200 200 200 200 200 200 403 404 404 404
caseflow:intake                    POST 403 200 200 200 200 200 200 200 403 404 404 404
caseflow:intake_new                GET  302 200 200 200 200 200 200 200 403 403 403 404
caseflow:intake_new                POST 403 302 302 302 302 302 302 302 403 403 403 404
caseflow:intake_group              GET  302 200 200 200 200 200 200 200 403 403 403 404
caseflow:intake_group              POST 403 302 302 302 302 302 302 302 403 403 403 404
caseflow:case                      GET  302 200 200 200 200 200 200 404 200 404 404 404
caseflow:case                      POST 403 405 405 405 405 405 405 404 405 404 404 404
caseflow:case_timeline             GET  302 200 200 200 200 200 200 404 200 404 404 404
caseflow:case_timeline             POST 403 405 405 405 405 405 405 404 405 404 404 404
caseflow:step/verify               GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:step/verify               POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:step/close                GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:step/close                POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:decide                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:decide                    POST 403 403 403 302 404 404 404 404 404 404 404 404
caseflow:reveal                    GET  302 200 200 200 200 200 404 404 404 404 404 404
caseflow:reveal                    POST 403 200 200 200 200 200 404 404 404 404 404 404
caseflow:records                   GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:records                   POST 403 405 405 405 404 404 404 404 404 404 404 404
caseflow:match                     GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:match                     POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:files                     GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:files                     POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:file                      GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:file                      POST 403 200 200 200 404 404 404 404 404 404 404 404
caseflow:erasure                   GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:erasure                   POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:contact                   GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:contact                   POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:statement                 GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:statement                 POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:statements                GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:statements                POST 403 200 200 200 404 404 404 404 404 404 404 404
caseflow:health                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:health                    POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:safety                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:safety                    POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:data_requests             GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:data_requests             POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:data_answer               GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:data_answer               POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:data_breaches             GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:data_breaches             POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:breach_notice             GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:breach_notice             POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:consent                   GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:consent                   POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:consent_withdraw          GET  302 302 302 302 404 404 404 404 404 404 404 404
caseflow:consent_withdraw          POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:assign                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:assign                    POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:delay                     GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:delay                     POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:extension                 GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:extension                 POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:pause                     GET  302 403 403 200 404 404 404 404 404 404 404 404
caseflow:pause                     POST 403 403 403 302 404 404 404 404 404 404 404 404
caseflow:resume                    GET  302 403 403 200 404 404 404 404 404 404 404 404
caseflow:resume                    POST 403 403 403 302 404 404 404 404 404 404 404 404
caseflow:describe                  GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:describe                  POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:person                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:person                    POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:intake_child              GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:intake_child              POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:intake_again              GET  302 200 200 200 200 200 200 404 403 404 404 404
caseflow:intake_again              POST 403 302 302 302 302 302 302 404 403 404 404 404
caseflow:search                    GET  302 200 200 200 200 200 200 200 403 404 404 404
caseflow:search                    POST 403 200 200 200 200 200 200 200 403 404 404 404
caseflow:board                     GET  302 403 403 200 403 403 403 403 200 403 403 404
caseflow:lanes                     GET  302 403 403 200 403 403 403 403 200 403 403 404
caseflow:board                     POST 403 403 403 405 403 403 403 403 405 403 403 404
caseflow:lanes                     POST 403 403 403 405 403 403 403 403 405 403 403 404
caseflow:notices                   GET  302 200 200 200 200 200 200 200 200 200 200 200
caseflow:notices                   POST 403 302 302 302 302 302 302 302 302 302 302 302
caseflow:letters                   GET  302 200 200 200 200 200 200 200 200 200 200 200
caseflow:letters                   POST 403 302 302 302 302 302 302 302 302 302 302 302
caseflow:agencies                  GET  302 200 200 200 200 200 200 200 200 200 200 200
caseflow:agencies                  POST 403 405 405 405 405 405 405 405 405 405 405 405
caseflow:help                      GET  302 200 200 200 200 200 200 200 200 200 200 200
caseflow:help                      POST 403 405 405 405 405 405 405 405 405 405 405 405
caseflow:exit                      GET  200 200 200 200 200 200 200 200 200 200 200 200
caseflow:exit                      POST 405 405 405 405 405 405 405 405 405 405 405 405
caseflow:leave                     GET  405 405 405 405 405 405 405 405 405 405 405 405
caseflow:leave                     POST 204 204 204 204 204 204 204 204 204 204 204 204
caseflow:keep                      GET  302 204 204 204 204 204 204 204 204 204 204 204
caseflow:keep                      POST 403 405 405 405 405 405 405 405 405 405 405 405
caseflow:seen                      GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:seen                      POST 403 405 405 405 404 404 404 404 404 404 404 404
caseflow:milestone                 GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:milestone                 POST 403 302 302 302 404 404 404 404 404 404 404 404
caseflow:emergency                 GET  302 200 200 200 200 200 200 200 403 403 403 403
caseflow:emergency                 POST 403 409 409 409 302 302 302 302 403 403 403 403
caseflow:emergency_review          GET  302 403 403 200 404 404 404 404 404 404 404 404
caseflow:emergency_review          POST 403 403 403 302 404 404 404 404 404 404 404 404
caseflow:emergency_end             GET  302 302 302 302 302 302 404 404 404 404 404 404
caseflow:emergency_end             POST 403 403 403 302 404 404 404 404 404 404 404 404
caseflow:emergencies               GET  302 403 403 200 403 403 403 403 200 403 403 404
caseflow:emergencies               POST 403 403 403 405 403 403 403 403 405 403 403 404
caseflow:sight                     GET  302 403 403 200 403 403 403 403 403 403 403 404
caseflow:sight                     POST 403 403 403 405 403 403 403 403 403 403 403 404
caseflow:sight_of                  GET  302 403 403 200 403 403 403 403 403 403 403 404
caseflow:sight_of                  POST 403 403 403 405 403 403 403 403 403 403 403 404
caseflow:running                   GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:running                   POST 403 403 403 403 403 403 403 403 403 403 405 403
caseflow:try_again                 GET  302 302 302 302 302 302 302 302 302 302 302 302
caseflow:try_again                 POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:status                    GET  503 503 503 503 503 503 503 503 503 503 503 503
caseflow:status                    POST 405 405 405 405 405 405 405 405 405 405 405 405
caseflow:metrics                   GET  404 404 404 404 404 404 404 404 404 404 404 404
caseflow:metrics                   POST 405 405 405 405 405 405 405 405 405 405 405 405
caseflow:agency_add                GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:agency_add                POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:agency_amend              GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:agency_amend              POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:members                   GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:members                   POST 403 403 403 403 403 403 403 403 403 403 405 403
caseflow:member_add                GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:member_add                POST 403 403 403 403 403 403 403 403 403 403 200 403
caseflow:member                    GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:member                    POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:member_end                GET  302 403 403 403 403 403 403 403 403 403 405 403
caseflow:member_end                POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:member_reset              GET  302 403 403 403 403 403 403 403 403 403 405 403
caseflow:member_reset              POST 403 403 403 403 403 403 403 403 403 403 200 403
caseflow:agency_close              GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:agency_close              POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:successions               GET  302 403 403 403 403 403 403 403 403 403 200 404
caseflow:successions               POST 403 403 403 403 403 403 403 403 403 403 405 404
caseflow:succession_prepare        GET  302 403 403 403 403 403 403 403 403 403 200 404
caseflow:succession_prepare        POST 403 403 403 403 403 403 403 403 403 403 302 404
caseflow:succession                GET  302 404 404 404 404 404 404 404 404 404 200 404
caseflow:succession                POST 403 404 404 404 404 404 404 404 404 404 302 404
caseflow:succession_choices        GET  302 404 404 200 404 404 404 404 404 404 404 404
caseflow:succession_choices        POST 403 404 404 302 404 404 404 404 404 404 404 404
caseflow:days                      GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:days                      POST 403 403 403 403 403 403 403 403 403 403 405 403
caseflow:day_change                GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:day_change                POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:regimes                   GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:regimes                   POST 403 403 403 403 403 403 403 403 403 403 405 403
caseflow:regime_put                GET  302 403 403 403 403 403 403 403 403 403 200 403
caseflow:regime_put                POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:day_withdraw              GET  302 403 403 403 403 403 403 403 403 403 405 403
caseflow:day_withdraw              POST 403 403 403 403 403 403 403 403 403 403 302 403
support:rates                      GET  302 403 403 403 403 403 403 403 403 403 200 403
support:rates                      POST 403 403 403 403 403 403 403 403 403 403 405 403
support:rate_add                   GET  302 403 403 403 403 403 403 403 403 403 200 403
support:rate_add                   POST 403 403 403 403 403 403 403 403 403 403 302 403
support:rate_end                   GET  302 403 403 403 403 403 403 403 403 403 200 403
support:rate_end                   POST 403 403 403 403 403 403 403 403 403 403 302 403
support:rate_correct               GET  302 403 403 403 403 403 403 403 403 403 200 403
support:rate_correct               POST 403 403 403 403 403 403 403 403 403 403 302 403
caseflow:law                       GET  302 200 200 200 200 200 200 200 200 200 200 200
caseflow:law                       POST 403 405 405 405 405 405 405 405 405 405 405 405
referrals:inbox                    GET  302 200 200 200 200 200 200 200 200 404 404 404
referrals:outbox                   GET  302 200 200 200 200 200 200 200 200 404 404 404
referrals:inbox                    POST 403 405 405 405 405 405 405 405 405 404 404 404
referrals:outbox                   POST 403 405 405 405 405 405 405 405 405 404 404 404
referrals:case_handoffs            GET  302 200 200 200 200 200 200 404 200 404 404 404
referrals:case_handoffs            POST 403 405 405 405 405 405 405 404 405 404 404 404
referrals:told                     GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:told                     POST 403 405 405 405 404 404 404 404 404 404 404 404
referrals:hand_over                GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:hand_over                POST 403 302 302 302 404 404 404 404 404 404 404 404
referrals:handoff                  GET  302 200 200 200 404 200 404 404 404 404 404 404
referrals:handoff                  POST 403 405 405 405 404 405 404 404 404 404 404 404
referrals:preview                  GET  302 302 302 302 404 404 404 404 404 404 404 404
referrals:preview                  POST 403 200 200 200 404 404 404 404 404 404 404 404
referrals:package                  GET  302 302 302 302 404 302 404 404 404 404 404 404
referrals:package                  POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:send                     GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:send                     POST 403 302 409 409 404 404 404 404 404 404 404 404
referrals:own_answer               GET  302 404 404 404 404 404 404 404 404 404 404 404
referrals:own_answer               POST 403 404 404 404 404 404 404 404 404 404 404 404
referrals:receive                  GET  302 403 403 403 404 200 404 404 404 404 404 404
referrals:receive                  POST 403 403 403 403 404 302 404 404 404 404 404 404
referrals:decline                  GET  302 403 403 403 404 200 404 404 404 404 404 404
referrals:decline                  POST 403 403 403 403 404 302 404 404 404 404 404 404
referrals:withdraw                 GET  302 200 200 200 404 403 404 404 404 404 404 404
referrals:withdraw                 POST 403 302 302 302 404 403 404 404 404 404 404 404
referrals:elsewhere                GET  302 200 200 200 404 403 404 404 404 404 404 404
referrals:elsewhere                POST 403 302 302 302 404 403 404 404 404 404 404 404
referrals:refer_several            GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:refer_several            POST 403 302 302 302 404 404 404 404 404 404 404 404
referrals:withdraw_rest            GET  302 302 302 302 404 302 404 404 404 404 404 404
referrals:withdraw_rest            POST 403 409 409 409 404 403 404 404 404 404 404 404
referrals:sign                     GET  302 200 200 200 404 200 404 404 404 404 404 404
referrals:sign                     POST 403 302 302 302 404 302 404 404 404 404 404 404
referrals:remind                   GET  302 302 302 302 404 302 404 404 404 404 404 404
referrals:remind                   POST 403 302 302 302 404 403 404 404 404 404 404 404
referrals:minutes                  GET  302 200 200 200 404 200 404 404 404 404 404 404
referrals:minutes                  POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:signed_scan              GET  302 200 200 200 404 403 404 404 404 404 404 404
referrals:signed_scan              POST 403 302 302 302 404 403 404 404 404 404 404 404
referrals:signed_scan_file         GET  302 200 200 200 404 200 404 404 404 404 404 404
referrals:signed_scan_file         POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:scan                     GET  302 302 302 302 404 302 404 404 404 404 404 404
referrals:scan                     POST 403 405 405 405 405 405 405 405 405 405 405 405
support:case_support               GET  302 200 200 200 404 404 404 404 404 404 404 404
support:case_support               POST 403 405 405 405 404 404 404 404 404 404 404 404
support:assess                     GET  302 403 403 200 404 404 404 404 404 404 404 404
support:assess                     POST 403 403 403 302 404 404 404 404 404 404 404 404
support:settle                     GET  302 403 403 404 404 404 404 404 404 404 404 404
support:settle                     POST 403 403 403 404 404 404 404 404 404 404 404 404
support:give                       GET  302 200 200 200 404 404 404 404 404 404 404 404
support:give                       POST 403 302 302 302 404 404 404 404 404 404 404 404
support:report                     GET  302 403 403 200 403 403 403 403 200 403 403 404
support:report                     POST 403 403 403 200 403 403 403 403 200 403 403 404
"""
    + OF_NO_FILE
)
"""A file kept by the police."""

WITH_SOCIAL_AFFAIRS = """
route                                   nob kee col chi pac rec for str ove aud adm bet
caseflow:step/begin_support        GET  302 409 409 409 404 404 404 404 404 404 404 404
caseflow:step/begin_support        POST 403 409 409 409 404 404 404 404 404 404 404 404
support:case_support               GET  302 200 200 200 404 404 404 404 404 404 404 404
support:case_support               POST 403 405 405 405 404 404 404 404 404 404 404 404
support:assess                     GET  302 200 200 200 404 404 404 404 404 404 404 404
support:assess                     POST 403 302 302 302 404 404 404 404 404 404 404 404
support:draft                      GET  302 200 200 200 404 404 404 404 404 404 404 404
support:draft                      POST 403 302 302 302 404 404 404 404 404 404 404 404
support:add_item                   GET  302 200 200 200 404 404 404 404 404 404 404 404
support:add_item                   POST 403 302 302 302 404 404 404 404 404 404 404 404
support:agree                      GET  302 200 200 200 404 404 404 404 404 404 404 404
support:agree                      POST 403 302 302 302 404 404 404 404 404 404 404 404
support:review                     GET  302 200 200 200 404 404 404 404 404 404 404 404
support:review                     POST 403 302 302 302 404 404 404 404 404 404 404 404
support:plan_paper                 GET  302 200 200 200 404 404 404 404 404 404 404 404
support:plan_paper                 POST 403 405 405 405 404 404 404 404 404 404 404 404
support:settle                     GET  302 200 200 200 404 404 404 404 404 404 404 404
support:settle                     POST 403 302 302 302 404 404 404 404 404 404 404 404
support:give                       GET  302 200 200 200 404 404 404 404 404 404 404 404
support:give                       POST 403 302 302 302 404 404 404 404 404 404 404 404
support:follow_up                  GET  302 200 200 200 404 404 404 404 404 404 404 404
support:follow_up                  POST 403 302 302 302 404 404 404 404 404 404 404 404
support:follow_up_done             GET  302 200 200 200 404 404 404 404 404 404 404 404
support:follow_up_done             POST 403 302 302 302 404 404 404 404 404 404 404 404
support:measure                    GET  302 200 200 200 404 404 404 404 404 404 404 404
support:measure                    POST 403 302 302 302 404 404 404 404 404 404 404 404
"""
"""The same file kept by social affairs, who plan support."""
