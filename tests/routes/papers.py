"""What the addresses of papers answer; a paper is made by sending, and drawn by libraries of the machine."""

from __future__ import annotations

WITH_THE_POLICE = """\
caseflow:timeline_paper            GET  302 405 405 405 405 405 405 404 405 404 404 404
caseflow:timeline_paper            POST 403 200 200 200 403 403 403 404 200 404 404 404
caseflow:trail_paper               GET  302 403 403 403 403 403 403 403 403 405 403 403
caseflow:trail_paper               POST 403 403 403 403 403 403 403 403 403 200 403 403
caseflow:papers                    GET  302 200 200 200 404 404 404 404 404 404 404 404
caseflow:papers                    POST 403 405 405 405 404 404 404 404 404 404 404 404
caseflow:paper/giay-dong-y         GET  302 405 405 405 404 404 404 404 404 404 404 404
caseflow:paper/giay-dong-y         POST 403 200 200 200 404 404 404 404 404 404 404 404
caseflow:paper/giay-hen            POST 403 200 200 200 404 404 404 404 404 404 404 404
caseflow:paper/to-thong-tin        POST 403 200 200 200 404 404 404 404 404 404 404 404
referrals:handoff_paper/tra-loi    POST 403 409 409 409 404 409 404 404 404 404 404 404
referrals:handoff_paper/bien-ban   GET  302 405 405 405 404 405 404 404 404 404 404 404
referrals:handoff_paper/bien-ban   POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:handoff_paper/bien-ban-word GET  302 405 405 405 404 405 404 404 404 404 404 404
referrals:handoff_paper/bien-ban-word POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:handoff_paper/phu-luc    GET  302 405 405 405 404 405 404 404 404 404 404 404
referrals:handoff_paper/phu-luc    POST 403 200 200 200 404 200 404 404 404 404 404 404
referrals:outside_send             GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:outside_send             POST 403 200 409 409 404 404 404 404 404 404 404 404
referrals:outside_renew            GET  302 200 200 200 404 404 404 404 404 404 404 404
referrals:outside_renew            POST 403 200 200 200 404 404 404 404 404 404 404 404
"""
DRAWN = {
    "caseflow:timeline_paper",
    "caseflow:trail_paper",
    "caseflow:paper",
    "referrals:handoff_paper",
    "referrals:outside_renew",
    "referrals:outside_send",
}
"""Not asked where the libraries are missing; there they answer 503."""
