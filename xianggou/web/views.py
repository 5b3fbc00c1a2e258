"""Pages of the front door: sign-in, sign-out, home, account, the matrix of rights and people, search."""

from __future__ import annotations

import time
from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from xianggou.base.access.requests import Request
from xianggou.base.access.views import asks
from xianggou.base.pages import drafts
from xianggou.base.people import accounts, signing
from xianggou.base.people import middleware as who
from xianggou.base.people import queries as people
from xianggou.web import finding
from xianggou.web import home as gathered
from xianggou.web import matrix as tables
from xianggou.web.forms import DayForm, PasswordForm, SignInForm


def _next(request: Request) -> str:
    wanted = str(request.POST.get("next") or request.GET.get("next") or "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else "/"


@asks("access.sign_in")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The sign-in page; a wrong password and an unknown name look the same."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cookie = request.COOKIES.get(signing.DEVICE_COOKIE, "")
        outcome = signing.sign_in(form.cleaned_data["login"], form.cleaned_data["password"], cookie=cookie)
        if outcome.account is not None:
            request.session.cycle_key()
            request.session[who.ACCOUNT] = outcome.account.pk
            request.session[who.EPOCH] = outcome.account.epoch
            request.session[who.SEEN] = int(time.time())
            accounts.note_sign_in(outcome.account)
            answer = HttpResponseRedirect(_next(request))
            answer.set_cookie(
                signing.DEVICE_COOKIE,
                signing.device_cookie(outcome.account),
                max_age=signing.DEVICE_DAYS * 86400,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
            return answer
        if outcome.wait_seconds:
            form.add_error(
                None,
                ngettext_lazy(
                    "试的次数多了，等 %(n)d 秒再试；账号没有被锁",
                    "试的次数多了，等 %(n)d 秒再试；账号没有被锁",
                    outcome.wait_seconds,
                )
                % {"n": outcome.wait_seconds},
            )
        else:
            form.add_error(None, _("账号和密码对不上。核对后再试；忘了密码的，找本单位管理员重设"))
    demo = people.demo_accounts() if request.method == "GET" or form.errors else []
    return render(
        request,
        "web/sign_in.html",
        {"form": form, "next": _next(request), "demo": demo},
        status=form.http_status,
    )


@asks("access.sign_out")
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this session."""
    request.session.flush()
    return redirect("web:sign_in")


@asks("access.home")
def home(request: Request) -> HttpResponse:
    """What waits for me, and what waits with others.  Queries: see `home.page`."""
    page = gathered.page(request.actor, request.moment.date(), every=request.GET.get("all") == "1")
    return render(
        request, "web/home.html", {"page": page, "drafts": drafts.kept_by(drafts.owner_of(request) or 0)}
    )


@asks("access.change_password")
@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    """My account: change the password; the other sessions end."""
    form = PasswordForm(request.POST or None, account_id=request.actor.account_id)
    if request.method == "POST" and form.is_valid():
        changed = accounts.change_password(
            request.actor.account_id, by=request.actor, password=form.cleaned_data["new"]
        )
        request.session[who.EPOCH] = changed.epoch
        return redirect("web:home")
    return render(
        request, "web/account.html", {"form": form, "seats": request.actor.seats}, status=form.http_status
    )


@asks("access.see_matrix")
def matrix(request: Request) -> HttpResponse:
    """Who may do what (the access table) and who held which seat on any past day.  Queries: 2."""
    form = DayForm(request.GET or None)
    day: date = (form.is_valid() and form.cleaned_data["on"]) or request.moment.date()
    place = request.actor.seats[0].place_code
    held = people.holders_on(day, place)
    shown = {"rights": tables.rights(held), "people": tables.people(held, request, day)}
    return render(request, "web/matrix.html", {"day": day, "form": form, **shown}, status=form.http_status)


@asks("access.language")
@require_POST
def language(request: Request) -> HttpResponse:
    """Switch between Chinese and English; kept in a cookie, nothing else changes."""
    return set_language(request)


@asks("access.home")
def search(request: Request) -> HttpResponse:
    """Find plan items, purchases, contracts and suppliers by name or code, within what the actor may see."""
    text = str(request.GET.get("q", "")).replace("\x00", "").strip()[:100]
    return render(
        request, "web/search.html", {"q": text, "found": finding.found(request.actor, text) if text else []}
    )
