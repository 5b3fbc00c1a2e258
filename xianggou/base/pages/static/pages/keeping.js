/* Forms that may be filled without a line (data-keep). What is typed stays on the device at each key; what was sent
   without a line waits there and goes once when there is one, also when the page was closed in between. The once-key of
   the form makes two sendings one. Without script, or where the browser keeps nothing, it is a plain form. */
(function () {
  "use strict";
  var doc = document, DAYS = 30, SIDE = 1600, SMALL = 300 * 1024, LONGEST = 60000, ROWS = 20, sending = false, base = null;
  function all(selector, from) { return Array.prototype.slice.call((from || doc).querySelectorAll(selector)); }
  function bar() { return doc.querySelector("[data-keeping]"); }
  function word(name) { return bar().getAttribute("data-" + name) || ""; }
  function owner() { return bar() ? bar().getAttribute("data-owner") : ""; }
  function hasLine() { return navigator.onLine !== false; }
  function newKey() {
    var some = crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(some, function (n) { return ("0" + n.toString(16)).slice(-2); }).join("");
  }

  /* The device's store: what is being typed, and what waits to be sent */
  function opened() {
    base = base || new Promise(function (yes, no) {
      var ask = indexedDB.open("xianggou-kept", 1);
      ask.onupgradeneeded = function () {
        ask.result.createObjectStore("typed");
        ask.result.createObjectStore("waiting", { keyPath: "once" });
      };
      ask.onsuccess = function () { yes(ask.result); };
      ask.onerror = function () { no(ask.error); };
    });
    return base;
  }
  function keep(store, how) {
    return opened().then(function (db) {
      return new Promise(function (yes, no) {
        var act = db.transaction(store, "readwrite"), asked = how(act.objectStore(store));
        act.oncomplete = function () { yes(asked && asked.result); };
        act.onerror = act.onabort = function () { no(act.error); };
      });
    });
  }
  function put(one) { return keep("waiting", function (s) { return s.put(one); }); }
  function drop(one) { return keep("waiting", function (s) { return s.delete(one.once); }); }
  function waiting() { return keep("waiting", function (s) { return s.getAll(); }); }

  /* A form's content, and back into the form */
  function page() { return location.pathname + location.search; }
  function slot(form) { return [form.getAttribute("data-keep"), form.getAttribute("data-keep-owner"), page()].join("|"); }
  function isToken(name) { return name === "csrfmiddlewaretoken" || name === "once"; }
  function texts(form) {
    var found = [];
    new FormData(form).forEach(function (value, name) { if (typeof value === "string" && !isToken(name)) { found.push([name, value]); } });
    return found;
  }
  function smaller(file) {
    if (file.size < SMALL || !/^image\//.test(file.type) || !window.createImageBitmap) { return Promise.resolve(file); }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var by = Math.min(1, SIDE / Math.max(picture.width, picture.height)), canvas = doc.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (yes) {
        canvas.toBlob(function (made) { yes(made ? new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" }) : file); }, "image/jpeg", 0.8);
      });
    }).catch(function () { return file; });
  }
  function photos(form) {
    var found = [];
    all("input[type=file]", form).forEach(function (box) {
      Array.prototype.forEach.call(box.files, function (file) { found.push(smaller(file).then(function (made) { return [box.name, made]; })); });
    });
    return Promise.all(found);
  }
  function addRow(form) {
    var rows = all("[data-keep-row]", form), count = form.elements.rows, last = rows[rows.length - 1], n = rows.length;
    if (!last || n >= ROWS) { return false; }
    var next = last.cloneNode(true), old = "_" + (n - 1);
    all("[name],[id],[for],[aria-describedby]", next).forEach(function (e) {
      ["name", "id", "for", "aria-describedby"].forEach(function (a) {
        if (e.hasAttribute(a)) { e.setAttribute(a, e.getAttribute(a).replace(new RegExp(old + "(?=$|_|\\s)", "g"), "_" + n)); }
      });
      if (e.tagName === "SELECT") { e.selectedIndex = 0; } else if (e.name) { e.value = ""; }
    });
    var head = next.querySelector("legend");
    if (head) { head.textContent = head.textContent.replace(String(n), String(n + 1)); }
    last.after(next);
    count.value = String(n + 1);
    return true;
  }
  function fill(form, fields) {
    var given = {}, files = {};
    fields.forEach(function (pair) {
      if (typeof pair[1] === "string") { (given[pair[0]] = given[pair[0]] || []).push(pair[1]); } else { (files[pair[0]] = files[pair[0]] || []).push(pair[1]); }
    });
    while (given.rows && form.elements.rows && Number(form.elements.rows.value) < Number(given.rows[0]) && addRow(form)) { /* one more */ }
    all("input,select,textarea", form).forEach(function (box) {
      var values = given[box.name] || [];
      if (!box.name || isToken(box.name) || box.name === "rows") { return; }
      if (box.type === "file") {
        if (files[box.name] && window.DataTransfer) {
          var hand = new DataTransfer();
          files[box.name].forEach(function (file) { hand.items.add(file); });
          box.files = hand.files;
        }
      } else if (box.type === "checkbox" || box.type === "radio") { box.checked = values.indexOf(box.value) >= 0; } else if (values.length) { box.value = values[0]; }
    });
  }

  /* Sending: the page is asked for first, for its token and for whose it is */
  function post(one, token) {
    var body = new FormData(), stop = new AbortController(), wait = setTimeout(function () { stop.abort(); }, LONGEST);
    one.fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    body.append("once", one.once);
    body.append("csrfmiddlewaretoken", token);
    return fetch(one.page, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json" }, signal: stop.signal }).then(function (answer) {
      clearTimeout(wait);
      if (answer.status >= 500) { throw new Error(String(answer.status)); }
      return answer.json().catch(function () { return {}; }).then(function (said) {
        return { taken: answer.ok && Boolean(said.to), to: said.to || "", said: (said.problems || []).join(" "), status: answer.status };
      });
    });
  }
  function send(one) {
    return fetch(one.page, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (text) {
      var form = new DOMParser().parseFromString(text, "text/html").querySelector('form[data-keep="' + one.form + '"]');
      if (!form || form.getAttribute("data-keep-owner") !== one.owner) { return null; }
      return post(one, form.querySelector("[name=csrfmiddlewaretoken]").value).then(function (answer) {
        one.state = answer.taken ? "sent" : "refused";
        one.to = answer.to;
        one.said = answer.said;
        if (answer.taken) { one.fields = []; }
        return put(one);
      });
    }).catch(function () { return null; });
  }
  function sendAll() {
    if (sending || !hasLine()) { return Promise.resolve(); }
    sending = true;
    return waiting().then(function (found) {
      return found.filter(function (one) { return one.state === "waiting" && one.owner === owner(); }).reduce(function (before, one) {
        return before.then(function () { return send(one); });
      }, Promise.resolve());
    }).then(function () { sending = false; return show(); }, function () { sending = false; });
  }

  /* The bar: what waits, what was not taken, what arrived */
  function button(label, act) {
    var made = doc.createElement("button");
    made.type = "button";
    made.className = "button small";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }
  function line(one) {
    var made = doc.createElement("p"), link;
    made.append(word(one.state).replace("{what}", one.label).replace("{why}", one.said || "") + " ");
    if (one.state === "sent") {
      link = doc.createElement("a");
      link.href = one.to;
      link.textContent = word("look");
      link.addEventListener("click", function (event) {
        event.preventDefault();
        drop(one).then(function () { location.assign(one.to); });
      });
      made.append(link, " ");
    }
    if (one.state === "refused") {
      made.append(button(word("mend"), function () {
        keep("typed", function (s) { return s.put({ fields: one.fields, at: Date.now() }, [one.form, one.owner, one.page].join("|")); })
          .then(function () { return drop(one); }).then(function () { location.assign(one.page); });
      }), " ");
    }
    made.append(button(word(one.state === "sent" ? "seen" : "give-up"), function () { drop(one).then(show); }));
    return made;
  }
  function show() {
    var here = bar();
    if (!here) { return Promise.resolve(); }
    return waiting().then(function (found) {
      var mine = found.filter(function (one) { return one.owner === owner(); });
      var inside = here.firstElementChild;
      inside.textContent = "";
      mine.forEach(function (one) { inside.append(line(one)); });
      here.hidden = !mine.length;
    });
  }

  /* One form */
  function wire(form) {
    var note = form.querySelector("[data-keep-note]"), clear = form.querySelector("[data-keep-drop]"), wait;
    function say(name) { if (note) { note.textContent = note.getAttribute("data-" + name) || ""; note.hidden = clear.hidden = !note.textContent; } }
    function forget() { clearTimeout(wait); return keep("typed", function (s) { s.delete(slot(form)); return s.delete(slot(form) + "|photos"); }); }
    function save() { return keep("typed", function (s) { return s.put({ fields: texts(form), at: Date.now() }, slot(form)); }).then(function () { say("saved"); }); }
    function savePhotos() { return photos(form).then(function (found) { return keep("typed", function (s) { return s.put({ fields: found, at: Date.now() }, slot(form) + "|photos"); }); }); }
    function restore() {
      return Promise.all([slot(form), slot(form) + "|photos"].map(function (key) { return keep("typed", function (s) { return s.get(key); }); })).then(function (found) {
        var since = Math.max(Number(form.getAttribute("data-keep-since")) * 1000 || 0, Date.now() - DAYS * 86400000);
        found = found.filter(function (one) { return one && one.at > since; });
        if (!found.length) { return; }
        fill(form, found.reduce(function (fields, one) { return fields.concat(one.fields); }, []));
        say("restored");
      });
    }
    form.addEventListener("input", function (event) {
      if (event.target.type === "file") { savePhotos().catch(nothing); return; }
      clearTimeout(wait);
      wait = setTimeout(function () { save().catch(nothing); }, 150);
    });
    if (clear) { clear.addEventListener("click", function () { forget().then(function () { form.reset(); say("none"); }); }); }
    form.addEventListener("click", function (event) {
      var more = event.target.closest ? event.target.closest("button[name=more]") : null;
      if (more && !hasLine()) { event.preventDefault(); addRow(form); save().catch(nothing); }
    });
    form.addEventListener("submit", function (event) {
      var by = event.submitter;
      if (form.hasAttribute("data-keep-plain") || (by && by.hasAttribute("formnovalidate"))) { return; }
      event.preventDefault();
      event.stopPropagation();
      if (form.hasAttribute("data-sent")) { return; }
      form.setAttribute("data-sent", "");
      if (by) { by.setAttribute("aria-busy", "true"); }
      photos(form).then(function (found) {
        var fields = texts(form).concat(by && by.name ? [[by.name, by.value]] : [], found);
        var told = fields.filter(function (pair) { return typeof pair[1] === "string" && /^(text|gist)/.test(pair[0]) && pair[1]; })[0];
        var one = {
          once: form.elements.once.value, form: form.getAttribute("data-keep"), owner: form.getAttribute("data-keep-owner"), page: page(),
          label: told ? told[1].slice(0, 16) : form.getAttribute("data-keep"), fields: fields, at: Date.now(), state: "waiting"
        };
        return put(one).then(forget).then(function () { return hasLine() ? post(one, form.elements.csrfmiddlewaretoken.value) : null; }).then(function (answer) {
          return answer && !answer.taken ? drop(one).then(function () { plainly(by); }) : answer ? arrived(one, answer) : later();
        }, later);
      }).catch(function () { plainly(by); }); /* the browser keeps nothing: as any other form */
    });
    function arrived(one, answer) { return drop(one).then(function () { location.assign(answer.to); }); }
    function later() {
      wake();
      form.elements.once.value = newKey();
      form.reset();
      say("none");
      return show().then(function () { bar().scrollIntoView(); });
    }
    function wake() {
      form.removeAttribute("data-sent");
      all("[aria-busy]", form).forEach(function (e) { e.removeAttribute("aria-busy"); });
    }
    /* the server's own page says what is wrong, beside each field; what is typed stays kept till it is taken */
    function plainly(by) {
      if (by && by.name) {
        var also = doc.createElement("input");
        also.type = "hidden";
        also.name = by.name;
        also.value = by.value;
        form.append(also);
      }
      save().catch(nothing).then(function () { form.setAttribute("data-keep-plain", ""); form.submit(); });
    }
    addEventListener("pageshow", wake);
    if (form.hasAttribute("data-keep-fresh")) { restore().catch(nothing); }
  }
  function nothing() { /* a browser that keeps nothing is no trouble: the form is plain */ }

  doc.addEventListener("DOMContentLoaded", function () {
    if (!window.indexedDB || !bar()) { return; }
    all("form[data-keep]").forEach(wire);
    show().then(sendAll).catch(nothing);
    addEventListener("online", function () { sendAll(); });
    setInterval(function () { sendAll(); }, 60000);
  });
})();
