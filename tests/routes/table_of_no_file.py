"""What addresses of the log and of accounts answer, as `table.py`; they name no file."""

OF_NO_FILE = """\
route                                   nob kee col chi pac rec for str ove aud adm bet
audit:checkpoint                   GET  404 404 404 404 404 404 404 404 404 404 404 404
audit:checkpoint                   POST 405 405 405 405 405 405 405 405 405 405 405 405
audit:cosign                       GET  405 405 405 405 405 405 405 405 405 405 405 405
audit:cosign                       POST 400 400 400 400 400 400 400 400 400 400 400 400
audit:tile                         GET  404 404 404 404 404 404 404 404 404 404 404 404
audit:tile                         POST 405 405 405 405 405 405 405 405 405 405 405 405
caseflow:signed_export             GET  302 403 403 403 403 403 403 403 403 200 403 403
caseflow:signed_export             POST 403 403 403 403 403 403 403 403 403 409 403 403
audit:trail                        GET  302 403 403 403 403 403 403 403 403 200 403 403
audit:trail                        POST 405 405 405 405 405 405 405 405 405 405 405 405
account_login                      GET  200 302 302 302 302 302 302 302 302 302 302 302
account_login                      POST 200 302 302 302 302 302 302 302 302 302 302 302
account_logout                     GET  302 200 200 200 200 200 200 200 200 200 200 200
account_logout                     POST 302 302 302 302 302 302 302 302 302 302 302 302
account_inactive                   GET  200 200 200 200 200 200 200 200 200 200 200 200
account_inactive                   POST 405 405 405 405 405 405 405 405 405 405 405 405
account_change_password            GET  302 200 200 200 200 200 200 200 200 200 200 200
account_change_password            POST 302 200 200 200 200 200 200 200 200 200 200 200
account_reauthenticate             GET  302 200 200 200 200 200 200 200 200 200 200 200
account_reauthenticate             POST 302 200 200 200 200 200 200 200 200 200 200 200
mfa_index                          GET  302 200 200 200 200 200 200 200 200 200 200 200
mfa_index                          POST 302 405 405 405 405 405 405 405 405 405 405 405
mfa_authenticate                   GET  302 302 302 302 302 302 302 302 302 302 302 302
mfa_authenticate                   POST 302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate                 GET  302 200 200 200 200 200 200 200 200 200 200 200
mfa_reauthenticate                 POST 302 200 200 200 200 200 200 200 200 200 200 200
mfa_activate_totp                  GET  302 302 302 302 302 302 302 302 302 302 302 302
mfa_activate_totp                  POST 302 302 302 302 302 302 302 302 302 302 302 302
mfa_deactivate_totp                GET  302 200 200 200 200 200 200 200 200 200 200 200
mfa_deactivate_totp                POST 302 302 302 302 302 302 302 302 302 302 302 302
mfa_view_recovery_codes            GET  302 404 404 404 404 404 404 404 404 404 404 404
mfa_view_recovery_codes            POST 302 405 405 405 405 405 405 405 405 405 405 405
mfa_generate_recovery_codes        GET  302 200 200 200 200 200 200 200 200 200 200 200
mfa_generate_recovery_codes        POST 302 302 302 302 302 302 302 302 302 302 302 302
mfa_download_recovery_codes        GET  302 404 404 404 404 404 404 404 404 404 404 404
mfa_download_recovery_codes        POST 302 404 404 404 404 404 404 404 404 404 404 404
set_language                       GET  302 302 302 302 302 302 302 302 302 302 302 302
set_language                       POST 302 302 302 302 302 302 302 302 302 302 302 302
referrals:catalogue                GET  302 200 200 200 200 200 200 200 200 200 200 200
referrals:catalogue                POST 403 405 405 405 405 405 405 405 405 405 405 405
referrals:requests                 GET  302 200 200 200 200 200 200 200 200 404 404 404
referrals:requests                 POST 403 405 405 405 405 405 405 405 405 404 404 404
referrals:request_ask              GET  302 200 200 200 200 200 200 200 403 404 404 404
referrals:request_ask              POST 403 409 409 409 302 302 302 302 403 404 404 404
referrals:request                  GET  302 200 200 200 404 404 404 404 403 404 404 404
referrals:request                  POST 403 405 405 405 404 404 404 404 403 404 404 404
referrals:request_answer           GET  302 302 302 302 404 404 404 404 403 404 404 404
referrals:request_answer           POST 403 404 404 404 404 404 404 404 403 404 404 404
referrals:request_decline          GET  302 200 200 200 404 404 404 404 403 404 404 404
referrals:request_decline          POST 403 302 302 302 404 404 404 404 403 404 404 404
"""
