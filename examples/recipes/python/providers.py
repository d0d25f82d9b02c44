#!/usr/bin/env python3
"""One account, three ways in: with mock Google, with mock GitHub and with a password; linked, used, and unlinked again.

    ./gatehouse dev                                          # in another terminal
    python3 providers.py                                     # or: python3 providers.py http://localhost:8000

What a person does in a browser this script does with a cookie jar. Everything else is what a front end would call.
"""

import html
import re
import sys
import urllib.parse
import uuid

import requests

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
EMAIL = f"ada-{uuid.uuid4().hex[:8]}@example.com"  # somebody new at every run
PASSWORD = "seven brown otters"


def call(browser, method, path, expect, **parts):
    """One call by cookie. Calls that change something have to come from the server's own origin."""
    reply = browser.request(method, BASE + path, headers={"Origin": BASE}, timeout=30, **parts)
    assert reply.status_code == expect, f"{method} {path}: {reply.status_code}, not {expect}: {reply.text}"
    return reply


def go_to_provider(browser, address):
    """Follows an address of Gatehouse's to the provider, is Ada there, and comes back with what Gatehouse answers."""
    page = browser.get(address, timeout=30)
    person = {"person": "other", "name": "Ada", "email": EMAIL, "username": EMAIL.split("@")[0], "verified": "true"}
    while "/mock/" in page.url:
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
        action = re.search(r'<form method="post" action="([^"]*)"', page.text)
        there = urllib.parse.urljoin(page.url, html.unescape(action.group(1))) if action else page.url
        form = {name: html.unescape(value) for name, value in fields}
        page = browser.post(there, data=form | (person if "other" in page.text else {"consent": "allow"}), timeout=30)
    return page


def signed_in_by(browser, provider):
    status = call(browser, "GET", "/auth/status", 200).json()
    assert status["provider"] == provider, status
    return status["user"]["id"]


# Nobody knows Ada: coming from Google makes her an account.
ada = requests.Session()
go_to_provider(ada, BASE + "/auth/google")
account = signed_in_by(ada, "google")
print("ok signed in with Google")

call(ada, "POST", "/auth/logout", 204, json={})
call(ada, "GET", "/auth/status", 401)
print("ok signed out")

# The address is hers, so signing up with it gives nobody another account.
taken = call(ada, "POST", "/auth/signup", 409, json={"email": EMAIL, "password": PASSWORD}).json()
assert taken["error"] == "account_exists"
print("ok the address is taken")

# Whoever proves to be Ada adds the password.
go_to_provider(ada, BASE + "/auth/google")
call(ada, "POST", "/auth/change-password", 204, json={"new_password": PASSWORD})
print("ok a password added")

# GitHub knows the same address. That alone opens nothing: the answer is a link that waits for Ada to confirm it.
waiting = go_to_provider(ada, call(ada, "POST", "/auth/link/github", 200, json={}).json()["authorization_url"])
assert waiting.status_code == 200 and waiting.json()["status"] == "pending", waiting.text
confirm = {"link_token": waiting.json()["link_token"], "password": PASSWORD}
call(ada, "POST", "/auth/link/confirm", 200, json=confirm)
call(ada, "POST", "/auth/link/confirm", 410, json=confirm)  # it works once
links = call(ada, "GET", "/auth/links", 200).json()
assert links["password"] and [link["provider"] for link in links["links"]] == ["google", "github"], links
print("ok GitHub linked")

for provider in ("google", "github"):
    somewhere = requests.Session()
    go_to_provider(somewhere, BASE + "/auth/" + provider)
    assert signed_in_by(somewhere, provider) == account
somewhere = requests.Session()
by_password = {"email": EMAIL, "password": PASSWORD, "delivery": "cookie"}
call(somewhere, "POST", "/auth/login", 200, json=by_password)
assert signed_in_by(somewhere, "local") == account
print("ok in by each of the three")

# Unlinking ends what came in by the provider; somewhere else Ada is still in, by her password.
call(somewhere, "DELETE", "/auth/link/google", 204)
call(somewhere, "DELETE", "/auth/link/github", 204)
call(ada, "GET", "/auth/status", 401)
print("ok unlinked")

# Without a password the last way in stays.
other = requests.Session()
EMAIL = f"grace-{uuid.uuid4().hex[:8]}@example.com"
go_to_provider(other, BASE + "/auth/google")
last = call(other, "DELETE", "/auth/link/google", 409).json()
assert last["error"] == "last_sign_in_method"
print("ok the last way in stays")
