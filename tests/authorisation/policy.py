"""Who may open and do what, written by hand: the second opinion beside the code's own table.

A route that is not here fails the test, and so does a row without a route.
"""

COMPANY = ("company_admin", "signatory", "coordinator", "contributor", "viewer", "adviser")
LEADS = ("company_admin", "signatory", "coordinator")
OFFICE = (
    *("intake", "case_officer", "validator", "supervisor", "approver"),
    *("register_officer", "programme_admin", "auditor"),
)
NEWCOMER = ("newcomer",)  # signed in, belongs to nobody yet
SIGNED_IN = (*NEWCOMER, *COMPANY, *OFFICE)
APPLICANTS = (*NEWCOMER, *COMPANY)
EVERYBODY = ("anonymous", *SIGNED_IN)

# endpoint, method, who. `key` names the parameter whose row may be own, another's or missing.
POLICY = [
    ("assets.file", "GET", EVERYBODY),
    ("frame.choose_language", "POST", EVERYBODY),
    ("operations.healthz", "GET", EVERYBODY),
    ("operations.readyz", "GET", EVERYBODY),
    ("operations.metrics", "GET", EVERYBODY),
    ("public.home", "GET", EVERYBODY),
    ("public.help_page", "GET", EVERYBODY),
    ("public.privacy", "GET", EVERYBODY),
    ("public.accessibility", "GET", EVERYBODY),
    ("account.sign_up", "GET", EVERYBODY),
    ("account.open_account", "POST", EVERYBODY),
    ("account.check_mail", "GET", EVERYBODY),
    ("account.send_again", "POST", EVERYBODY),
    ("account.confirm", "GET", EVERYBODY),
    ("account.do_confirm", "POST", EVERYBODY),
    ("account.sign_in", "GET", EVERYBODY),
    ("account.do_sign_in", "POST", EVERYBODY),
    ("account.sign_out", "POST", EVERYBODY),
    ("account.forgotten", "GET", EVERYBODY),
    ("account.ask_for_link", "POST", EVERYBODY),
    ("account.reset", "GET", EVERYBODY),
    ("account.do_reset", "POST", EVERYBODY),
    ("account.own", "GET", SIGNED_IN),
    ("account.change_details", "POST", SIGNED_IN),
    ("account.change_password", "POST", SIGNED_IN),
    ("account.end_session", "POST", SIGNED_IN),
    ("account.end_other_sessions", "POST", SIGNED_IN),
    ("account.choose_company", "POST", SIGNED_IN),
    ("portal.home", "GET", APPLICANTS),
    ("portal.messages", "GET", APPLICANTS),
    ("portal.messages_one", "GET", APPLICANTS),
    ("portal.messages_read", "POST", APPLICANTS),
    ("portal.company_add", "GET", APPLICANTS),
    ("portal.company_found", "POST", APPLICANTS),
    ("portal.company", "GET", COMPANY),
    ("portal.company_details", "GET", LEADS),
    ("portal.company_change", "POST", LEADS),
    ("desk.home", "GET", OFFICE),
    ("desk.mail", "GET", OFFICE),
    ("desk.mail_resend", "POST", ("supervisor",)),
    ("mailbox.letters", "GET", EVERYBODY),
    ("mailbox.letter", "GET", EVERYBODY),
    ("mailbox.stylesheet", "GET", EVERYBODY),
    ("people.sign_in", "POST", EVERYBODY),
]
