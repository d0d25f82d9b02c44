#!/usr/bin/env python3
"""Signs up and in, calls a guarded API, refreshes, signs out: all that a client of Gatehouse does, with requests.

    ./gatehouse dev                                          # in another terminal
    python3 client.py                                        # or: python3 client.py http://localhost:8000
    ADMIN_NAME=root ADMIN_PASSWORD=... python3 client.py     # also changes somebody's roles

Every step states what it expects, so the script ends at the first thing that is otherwise.
"""

import os
import sys
import uuid

import requests

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
RUN = uuid.uuid4().hex[:8]  # names are new at every run
PASSWORD = "seven brown otters"


def call(method, path, expect, token=None, session=requests, **parts):
    """One request, with a bearer token where there is one. The answer must have the expected status."""
    if token:
        parts["headers"] = {"Authorization": "Bearer " + token} | parts.get("headers", {})
    reply = session.request(method, BASE + path, timeout=30, **parts)
    assert reply.status_code == expect, f"{method} {path}: {reply.status_code}, not {expect}: {reply.text}"
    return reply


def refused(reply, error):
    """Every refusal outside the OAuth endpoints has one shape (RFC 9457)."""
    assert reply.headers["Content-Type"] == "application/problem+json"
    problem = reply.json()
    assert problem["error"] == error and problem["status"] == reply.status_code, problem
    return problem


def sign_up(name):
    return call("POST", "/auth/signup", 201, json={"username": name, "password": PASSWORD}).json()


def sign_in(name):
    return call("POST", "/auth/login", 200, json={"username": name, "password": PASSWORD}).json()


def by_user_name():
    """Sign-up, sign-in, a guarded call, refresh and sign-out, all in JSON."""
    name = "ada-" + RUN
    account = sign_up(name)
    assert account["username"] == name and account["roles"] == ["user"]

    refused(call("POST", "/auth/login", 401, json={"username": name, "password": "not hers"}), "invalid_credentials")
    tokens = sign_in(name)
    assert tokens["token_type"] == "Bearer" and tokens["message"] == "Login successful"
    access, refresh = tokens["access_token"], tokens["refresh_token"]

    anonymous = call("GET", "/todos", 401)
    assert refused(anonymous, "not_authenticated")["detail"] == "Not authenticated"
    assert anonymous.headers["WWW-Authenticate"].startswith("Bearer")
    todo = call("POST", "/todos", 201, access, json={"title": "Try Gatehouse"}).json()
    assert todo["owner_id"] == account["id"] and todo["done"] is False
    assert call("GET", "/todos", 200, access).json() == [todo]

    renewed = call("POST", "/auth/refresh", 200, json={"refresh_token": refresh}).json()
    assert renewed["refresh_token"] != refresh
    access = renewed["access_token"]
    assert call("GET", "/todos", 200, access).json() == [todo]

    call("POST", "/auth/logout", 204, access)
    assert refused(call("GET", "/todos", 401, access), "invalid_token")["detail"] == "Could not validate credentials"
    refused(call("POST", "/auth/refresh", 401, json={"refresh_token": renewed["refresh_token"]}), "invalid_refresh_token")


def by_email():
    """Sign-up by e-mail and the form at /token, which tools that know OAuth's password grant send."""
    email = f"bob-{RUN}@example.com"
    account = call("POST", "/users/signup", 201, json={"email": email, "password": PASSWORD}).json()
    assert account["email"] == email and account["username"] is None

    form = {"username": email, "password": PASSWORD}
    access = call("POST", "/token", 200, data=form).json()["access_token"]
    call("POST", "/token", 415, json=form)
    wrong = call("POST", "/token", 401, data=form | {"password": "not his"})
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer") and wrong.json()["error"]

    assert call("GET", "/users/me", 200, access).json()["email"] == email
    return access


def tasks_are_their_owners(bob):
    """Somebody else's task looks like one that does not exist."""
    sign_up("carol-" + RUN)
    carol = sign_in("carol-" + RUN)["access_token"]
    task = call("POST", "/tasks", 201, carol, json={"title": "Mine", "description": "and nobody else's"}).json()
    path = "/tasks/" + task["id"]
    assert call("GET", "/tasks", 200, bob).json() == []
    for method in ("GET", "DELETE"):
        refused(call(method, path, 404, bob), "not_found")
    refused(call("PATCH", path, 404, bob, json={"done": True}), "not_found")
    assert call("PATCH", path, 200, carol, json={"done": True}).json() == task | {"done": True}
    call("DELETE", path, 204, carol)

    problem = refused(call("POST", "/tasks", 422, carol, json={"title": "", "done": "yes"}), "validation_failed")
    assert [error["field"] for error in problem["errors"]] == ["title", "done"]


def roles_decide(access):
    """A permission that is lacking is named. An administrator changes what somebody may do."""
    call("POST", "/reports", 201, access, json={"title": "May"})
    call("GET", "/reports", 200, access)
    problem = refused(call("GET", "/roles", 403, access), "insufficient_permissions")
    assert "read:roles" in problem["detail"], problem

    if "ADMIN_NAME" not in os.environ:
        return
    form = {"username": os.environ["ADMIN_NAME"], "password": os.environ["ADMIN_PASSWORD"]}
    admin = call("POST", "/token", 200, data=form).json()["access_token"]
    guest = sign_up("dan-" + RUN)
    before = sign_in("dan-" + RUN)["access_token"]
    call("PATCH", "/users/" + guest["id"], 200, admin, json={"roles": ["guest"], "end_sessions": True})
    refused(call("GET", "/reports", 401, before), "invalid_token")  # without end_sessions it would hold until it expires

    after = sign_in("dan-" + RUN)["access_token"]
    call("GET", "/reports", 200, after)
    problem = refused(call("POST", "/reports", 403, after, json={"title": "June"}), "insufficient_permissions")
    assert "write:reports" in problem["detail"], problem
    theirs = call("POST", "/tasks", 201, after, json={"title": "Stays"}).json()
    problem = refused(call("DELETE", "/tasks/" + theirs["id"], 403, after), "insufficient_permissions")
    assert "delete_own" in problem["detail"], problem
    call("DELETE", "/tasks/" + theirs["id"], 204, admin)  # admin:all contains delete_any


def by_cookie():
    """A front end on the server's own origin never sees the tokens. A change by cookie must say where it comes from."""
    name = "erin-" + RUN
    sign_up(name)
    browser = requests.Session()
    body = call("POST", "/auth/login", 200, session=browser,
                json={"username": name, "password": PASSWORD, "delivery": "cookie"}).json()
    assert "access_token" not in body and "refresh_token" not in body
    assert all(cookie.has_nonstandard_attr("HttpOnly") for cookie in browser.cookies)

    assert call("GET", "/auth/status", 200, session=browser).json()["user"]["username"] == name
    refused(call("POST", "/auth/logout", 403, session=browser), "cross_origin")
    refused(call("POST", "/auth/refresh", 403, session=browser), "cross_origin")
    call("POST", "/auth/refresh", 200, session=browser, headers={"Origin": BASE})
    call("POST", "/auth/logout", 204, session=browser, headers={"Origin": BASE})
    refused(call("GET", "/auth/status", 401, session=browser), "not_authenticated")


def status_and_renewal():
    """What a token stands for, and another one for it."""
    name = "fred-" + RUN
    sign_up(name)
    access = sign_in(name)["access_token"]
    status = call("GET", "/auth/status", 200, access).json()
    assert status["authenticated"] and not status["is_oauth"]
    assert (status["auth_method"], status["provider"], status["roles"]) == ("password", "local", ["user"])
    assert status["capabilities"]["write:reports"] and not status["capabilities"]["admin:all"]

    renewed = call("POST", "/auth/refresh", 200, access).json()
    assert "refresh_token" not in renewed  # a bearer token never turns into more than it was
    again = call("GET", "/auth/status", 200, renewed["access_token"]).json()
    assert again["token"]["id"] != status["token"]["id"]
    assert (again["auth_method"], again["provider"]) == ("password", "local")


def the_sixth_sign_in_of_a_minute():
    """Attempts are limited by name and address, the right password included."""
    name = "gina-" + RUN
    sign_up(name)
    for _ in range(5):
        call("POST", "/auth/login", 401, json={"username": name, "password": "a guess"})
    late = call("POST", "/auth/login", 429, json={"username": name, "password": PASSWORD})
    refused(late, "too_many_requests")
    assert 0 < int(late.headers["Retry-After"]) <= 60


def step(done):
    print("ok", done)


if __name__ == "__main__":
    by_user_name()
    step("sign-up, sign-in, /todos, refresh, sign-out")
    bob = by_email()
    step("sign-up by e-mail, /token, /users/me")
    tasks_are_their_owners(bob)
    step("/tasks for their owners only")
    roles_decide(bob)
    step("roles and their 403")
    by_cookie()
    step("cookies")
    status_and_renewal()
    step("/auth/status, renewal by bearer")
    the_sixth_sign_in_of_a_minute()
    step("the sixth sign-in in a minute")
