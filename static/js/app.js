/* Progressive enhancement only: every page works with this file absent. Nothing is stored in the browser. */
(() => {
  "use strict";
  const body = document.body;
  const exitTo = body.dataset.exit;

  // Quick exit: blank first, then replace, so that Back does not return here.
  const leave = () => {
    const veil = document.createElement("div");
    veil.className = "veil";
    body.append(veil);
    document.title = body.dataset.exitTitle || "";
    try { sessionStorage.clear(); } catch { /* storage may be switched off */ }
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (body.dataset.exitBeacon && token && navigator.sendBeacon) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", token.value);
      navigator.sendBeacon(body.dataset.exitBeacon, data);
    }
    location.replace(exitTo);
  };
  if (exitTo) {
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-exit-link]")) { event.preventDefault(); leave(); }
    });
    let presses = 0, first = 0;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Shift" || event.repeat) { presses = 0; return; }
      const now = Date.now();
      presses = now - first < 5000 ? presses + 1 : 1;
      if (presses === 1) first = now;
      if (presses >= 3) leave();
    });
  }

  // Menus made of <details> close with Escape and with a click elsewhere.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // A protected field: ask for the reason in place instead of on a page of its own.
  const dialog = document.getElementById("reveal-dialog");
  if (dialog && dialog.showModal) {
    const form = dialog.querySelector("form");
    const copied = dialog.querySelector("[data-copied]");
    let from = null;
    document.addEventListener("submit", (event) => {
      const asked = event.target.closest("form[data-reveal]");
      if (!asked) return;
      event.preventDefault();
      from = event.submitter;
      form.reset();
      form.action = asked.action;
      copied.replaceChildren(...[...asked.querySelectorAll("input[type=hidden]")].map((input) => input.cloneNode()));
      dialog.querySelector("[data-what]").textContent = asked.dataset.reveal;
      dialog.showModal();
    }, true);
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => from && from.focus());
  }

  // An opened value is covered again after its time, on leaving the tab, and when the page comes back from the cache.
  const cover = (value) => {
    value.textContent = value.dataset.shape;
    value.className = "mask";
    const note = value.parentElement.querySelector("[data-opened-note]");
    if (note) note.remove();
  };
  const opened = () => document.querySelectorAll("[data-remask]:not(.mask)");
  opened().forEach((value) => {
    const end = Date.now() + Number(value.dataset.remask) * 1000;
    const left = value.parentElement.querySelector("[data-countdown]");
    const tick = () => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      if (value.className === "mask") return;
      if (seconds <= 0) { cover(value); return; }
      if (left) left.textContent = seconds;
      setTimeout(tick, 250);
    };
    tick();
  });
  const coverAll = () => opened().forEach(cover);
  addEventListener("blur", coverAll);
  document.addEventListener("visibilitychange", () => { if (document.hidden) coverAll(); });
  addEventListener("pagehide", coverAll);

  // A form is sent once; it may be sent again after coming back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  // After a refused form, the summary of errors takes the focus.
  const errors = document.querySelector(".errors");
  if (errors) errors.focus();

  // How many characters are left in a long text.
  document.querySelectorAll("textarea[data-count]").forEach((area) => {
    const out = document.createElement("p");
    out.className = "count";
    const show = () => { out.textContent = area.dataset.count.replace("%n", Number(area.dataset.max) - area.value.length); };
    area.addEventListener("input", show);
    area.after(out);
    show();
  });

  // What is told follows the kind of the receiver, until a field is ticked by hand.
  const receiver = document.querySelector("select:has(option[data-kind])");
  const extent = (value) => receiver.form.querySelector(`[name=extent][value=${value}]`);
  if (receiver && extent("least")) {
    const boxes = [...receiver.form.querySelectorAll("[data-kinds]")];
    const follow = () => {
      const kind = receiver.selectedOptions[0].dataset.kind;
      if (!kind || !extent("least").checked) return;
      boxes.forEach((box) => { box.checked = box.dataset.kinds.split(" ").includes(kind); });
    };
    receiver.addEventListener("change", follow);
    extent("least").addEventListener("change", follow);
    boxes.forEach((box) => box.addEventListener("change", () => { extent("chosen").checked = true; }));
    follow();
  }

  // Printing needs the browser; without this file its own menu prints.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  if (location.hash === "#in") { history.replaceState(null, "", location.pathname); print(); }

  // Before the session locks: say so, and let the person go on with one press.
  const idle = Number(body.dataset.idle);
  const warning = document.getElementById("idle-dialog");
  if (idle > 2 && warning && warning.showModal) {
    let timer;
    const start = () => { clearTimeout(timer); timer = setTimeout(() => warning.showModal(), (idle - 2) * 60000); };
    warning.addEventListener("close", () => { fetch(body.dataset.keep, { credentials: "same-origin" }); start(); });
    start();
  }
})();
