/* Xianggou: what script adds to pages that work without it. No eval, no inline, no state of its own.
   1 focus on what is wrong  2 one click, one act  3 clause on hover and focus  4 drafts every 10 s
   5 find by key  6 万元/元 without reload  7 arrows between figures  8 offers fill the box  9 offline bar */
(function () {
  "use strict";
  var doc = document;
  function all(selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); }
  function typing(event) {
    var t = event.target;
    return event.isComposing || event.keyCode === 229 || (t && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName)));
  }

  /* 1 */
  function focusTrouble(from) {
    var panel = (from || doc).querySelector("[data-focus]");
    if (panel) { panel.focus({ preventScroll: false }); }
  }

  /* 2: the form stays inert from the first click; coming back by the Back key wakes it */
  doc.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (form.method !== "post" || form.hasAttribute("data-draft-sending")) { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    if (button) {
      setTimeout(function () { button.setAttribute("aria-busy", "true"); }, 0);
    }
  });
  addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
    all("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  });

  /* 3: peek on hover and focus; a click keeps it open; Escape closes */
  function peek(clause, open) {
    if (clause.hasAttribute("data-kept")) { return; }
    clause.classList.toggle("peek", open);
    clause.open = open;
  }
  function wireClauses(from) {
    all("[data-clause]", from).forEach(function (clause) {
      if (clause.hasAttribute("data-wired")) { return; }
      clause.setAttribute("data-wired", "");
      var word = clause.querySelector("summary"), wait;
      clause.addEventListener("mouseenter", function () { wait = setTimeout(function () { peek(clause, true); }, 180); });
      clause.addEventListener("mouseleave", function () { clearTimeout(wait); peek(clause, false); });
      word.addEventListener("focus", function () { if (!clause.open && word.matches(":focus-visible")) { peek(clause, true); } });
      clause.addEventListener("focusout", function (event) { if (!clause.contains(event.relatedTarget)) { peek(clause, false); } });
      word.addEventListener("click", function (event) {
        event.preventDefault();
        clearTimeout(wait);
        var keep = !clause.hasAttribute("data-kept");
        clause.toggleAttribute("data-kept", keep);
        clause.classList.remove("peek");
        clause.open = keep;
      });
      clause.addEventListener("keydown", function (event) {
        if (event.key === "Escape") { clause.removeAttribute("data-kept"); peek(clause, false); word.focus(); clause.classList.remove("peek"); clause.open = false; }
      });
    });
  }

  /* 4: a draft is what is typed and nothing more; it never acts */
  function wireDraft(form) {
    var state = doc.querySelector("[data-draft-state]"), last = null, busy = false, waiting = false;
    function body() {
      var data = new FormData(form), clean = new URLSearchParams();
      data.forEach(function (value, name) { if (typeof value === "string") { clean.append(name, value); } });
      return clean;
    }
    function typed() { var data = body(); data.delete("csrfmiddlewaretoken"); data.delete("once"); return data.toString(); }
    function say(kind, text) { if (state) { state.className = "draft " + kind; state.textContent = text; } }
    function save() {
      var now = typed();
      if (now === last) { return; }
      if (busy) { waiting = true; return; }
      busy = true;
      /* kept alive, so that what is on its way arrives even when the page is left; browsers take 64 KB so */
      fetch(form.getAttribute("data-draft"), { method: "POST", body: body(), keepalive: now.length < 60000, credentials: "same-origin", headers: { Accept: "application/json" } })
        .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
        .then(function (saved) { last = now; if (typed() === now) { say("saved", state && state.getAttribute("data-saved") + " " + saved.at); } })
        .catch(function () { say("unsaved", state && state.getAttribute("data-failed")); })
        .then(function () { busy = false; if (waiting) { waiting = false; save(); } });
    }
    last = typed();
    form.addEventListener("input", function () { if (typed() !== last) { say("unsaved", state && state.getAttribute("data-unsaved")); } });
    form.addEventListener("change", save);
    setInterval(function () { if (!form.hasAttribute("data-sent")) { save(); } }, 10000);
    doc.addEventListener("visibilitychange", function () { if (doc.visibilityState === "hidden" && !form.hasAttribute("data-sent")) { save(); } });
  }

  /* 5 */
  doc.addEventListener("keydown", function (event) {
    var find = doc.querySelector("[data-find]");
    if (!find) { return; }
    var ctrl = (event.ctrlKey || event.metaKey) && (event.key === "k" || event.key === "K") && !event.isComposing;
    if (ctrl || (event.key === "/" && !typing(event))) { event.preventDefault(); find.focus(); find.select(); }
  });

  /* 6: the address keeps the unit, so that a link shows the same thing */
  function showUnit(unit) {
    all("[data-" + unit + "]").forEach(function (figure) {
      if (figure.title) { figure.title = ""; }
      if (unit === "wan" && figure.hasAttribute("data-exact")) { figure.title = figure.getAttribute("data-exact"); }
      figure.textContent = figure.getAttribute("data-" + unit);
    });
    all("[data-unit]").forEach(function (link) {
      if (link.getAttribute("data-unit") === unit) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }
  doc.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("[data-unit]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    showUnit(link.getAttribute("data-unit"));
    history.replaceState(null, "", link.href);
  });

  /* 7: in a table one figure is in the tab order, arrows reach the others */
  function wireFigures(from) {
    all("table", from).forEach(function (table) {
      all(".amt[tabindex]", table).forEach(function (figure, i) { figure.tabIndex = i ? -1 : 0; });
    });
  }
  doc.addEventListener("keydown", function (event) {
    var figure = event.target;
    if (!figure.classList || !figure.classList.contains("amt") || !/^Arrow/.test(event.key)) { return; }
    var table = figure.closest("table");
    if (!table) { return; }
    var cell = figure.closest("td,th"), row = cell.parentNode, next = null;
    var columns = Array.prototype.indexOf.call(row.children, cell), rows = all("tr", table), at = rows.indexOf(row);
    var across = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    var down = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    while (!next) {
      at += down; columns += across;
      var there = rows[at] && rows[at].children[columns];
      if (!there) { return; }
      next = there.querySelector(".amt[tabindex]");
    }
    event.preventDefault();
    figure.tabIndex = -1; next.tabIndex = 0; next.focus();
  });

  /* 8 */
  doc.addEventListener("click", function (event) {
    var offer = event.target.closest ? event.target.closest("button[name=take]") : null;
    if (!offer || !offer.form) { return; }
    var cut = offer.value.indexOf(":"), box = offer.form.elements[offer.value.slice(0, cut)];
    if (!box || box.length !== undefined && box.tagName !== "SELECT") { return; }
    event.preventDefault();
    box.value = offer.value.slice(cut + 1);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });

  /* 9 */
  function online() { var bar = doc.querySelector("[data-offline]"); if (bar) { bar.hidden = navigator.onLine !== false; } }
  addEventListener("online", online);
  addEventListener("offline", online);

  function wire(from) { wireClauses(from); wireFigures(from); }
  doc.addEventListener("DOMContentLoaded", function () { wire(doc); all("form[data-draft]").forEach(wireDraft); focusTrouble(); online(); });
  doc.addEventListener("htmx:afterSettle", function (event) { wire(event.target); focusTrouble(event.target); });
  /* menus close when one clicks elsewhere or presses Escape */
  doc.addEventListener("click", function (event) { all("details.menu[open]").forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } }); });
  doc.addEventListener("keydown", function (event) { if (event.key === "Escape") { all("details.menu[open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); }); } });
})();
