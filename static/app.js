// All behaviour of the pages. Each part is a comfort: without this file every link and form still works.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const find = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");

  // Open panels close on Escape and on a click elsewhere.
  const openPanels = () => all("details.drop[open]");
  document.addEventListener("click", (event) => {
    for (const panel of openPanels()) if (!panel.contains(event.target)) panel.open = false;
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
    const dialog = event.target.closest("[data-close]")?.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    }
  });

  // A list in a field, or the text of a part, is copied with one click.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    await navigator.clipboard?.writeText(source.value ?? source.textContent);
    find("[role=status]", button.parentElement).textContent = navigator.clipboard ? "Copied" : "Selected";
  });

  // The clock of this browser, chosen with one click.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zone]");
    if (button) document.getElementById(button.dataset.zone).value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  });

  // Passkeys: django-allauth's script speaks with the browser; here it learns which button and which field is which.
  document.addEventListener("DOMContentLoaded", () => {
    for (const { id, dataset } of all("[data-passkey]")) {
      const fields = { credential: dataset.answer ?? "passkey-answer", passwordless: dataset.passwordless, data: "passkey-options" };
      window.allauth.webauthn.forms[dataset.passkey]({ ids: { login: id, authenticate: id, add: id, ...fields } });
    }
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    find("#notices").innerHTML = find("#no-passkey").innerHTML;
  });

  // A panel that would stick out of the window opens the other way.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.drop")) return;
    event.target.classList.remove("leftward");
    const panel = find(".panel", event.target);
    if (panel.getBoundingClientRect().right > root.clientWidth) event.target.classList.add("leftward");
  }, true);

  // Keys: "/" searches, "j" and "k" walk through the rows (Enter opens, as on any link), "?" explains.
  const rowLinks = () => all("a.row-link").filter((link) => link.offsetParent);
  const walk = (step) => {
    const links = rowLinks();
    if (!links.length) return;
    const row = document.activeElement.closest("tr, .card, .entry");
    const at = links.findIndex((link) => row?.contains(link));
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => find("input[type=search]")?.focus(),
    j: () => walk(1),
    k: () => walk(-1),
    "?": () => find("#help")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const panel of openPanels()) {
        panel.open = false;
        find("summary", panel).focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || find("dialog[open]") || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Empty fields stay out of the address, with htmx and without it.
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });

  // Long lists of choices get a field that narrows them down.
  for (const search of all("input[data-narrows]")) {
    const choices = all("label", document.getElementById(search.dataset.narrows));
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = search.value.trim().toLowerCase();
      for (const choice of choices) choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
    });
    search.addEventListener("change", (event) => event.stopPropagation());
  }

  // Something whose end is that it is gone: the page without it is the answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 404 && event.detail.requestConfig.elt.matches("[data-ends]")) location.reload();
  });

  // A failed answer is shown in words, wherever it came from: its #problem, or our own sentence if it has none.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (!detail.isError || detail.xhr.status === 422 || detail.xhr.getResponseHeader("HX-Retarget")) return;
    if (detail.serverResponse.includes('id="problem"')) detail.selectOverride = "#problem";
    else detail.serverResponse = find("#no-answer").innerHTML;
  });
  const sayNoAnswer = () => find("#notices").replaceChildren(find("#no-answer").content.cloneNode(true));
  // Back leads to another page: asking for the same list again, with Enter, takes no place in the history.
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history: next } }) => {
    if (next.type === "push" && new URL(next.path, location).href === location.href) next.type = "replace";
  });

  document.addEventListener("htmx:sendError", sayNoAnswer);
  document.addEventListener("htmx:timeout", sayNoAnswer);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) find("#notices #problem")?.remove();
  });

  // What can't be undone is asked about in a dialog; whatever came of it, the dialog closes, unless it is asked again.
  document.addEventListener("htmx:afterSwap", ({ detail: { target, requestConfig } }) => {
    if (target.id !== "confirm" || target.open) return;
    target.addEventListener("close", () => requestConfig.elt.focus(), { once: true });
    target.showModal();
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (detail.target?.id !== "confirm") target.closest("dialog")?.close();
  });

  // A note being typed outlives the answer to another action; its own answer replaces what was sent.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const field = detail.requestConfig.elt.id === "note-form" && find("#note");
    if (field) field.defaultValue = field.value;
  });
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const field = find("textarea", detail.target);
    if (field && field.value !== field.defaultValue) detail.shouldSwap = false;
  });

  // A note that was typed and not saved is kept in this tab, for its writer alone, when the page is left or the session
  // has ended. The version that the writer saw is kept with it, so that a change by somebody else is still noticed.
  const draftKey = `note ${document.body.dataset.person} ${location.pathname}`;
  let isSent = false;
  const keepDraft = () => {
    const field = find("textarea#note");
    const isTyped = field && (field.value !== field.defaultValue || field.matches("[aria-invalid]"));
    if (!isTyped || isSent) return;
    sessionStorage.setItem(draftKey, JSON.stringify({ text: field.value, seen: field.form.elements.seen.value }));
  };
  document.addEventListener("submit", ({ target }) => {
    if (target.id === "note-form") isSent = true;
    if (target.matches("[action$='/logout/']")) sessionStorage.clear();
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
    if (elt.id !== "note-form") return;
    isSent = false;
    if (xhr.getResponseHeader("HX-Redirect")) keepDraft();
  });
  window.addEventListener("pagehide", keepDraft);
  document.addEventListener("DOMContentLoaded", () => {
    const [field, kept] = [find("textarea#note"), sessionStorage.getItem(draftKey)];
    if (!field || kept === null) return;
    const { text, seen } = JSON.parse(kept);
    field.value = text;
    field.form.elements.seen.value = seen;
    field.focus({ preventScroll: performance.getEntriesByType("navigation")[0].type === "back_forward" });
    sessionStorage.removeItem(draftKey);
  });

  // After an action the focus, which its button took away with it, goes where the answer stands.
  document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig, target } }) => {
    if (requestConfig?.verb !== "post" || document.activeElement !== document.body) return;
    const places = { live: "#answers", "note-part": "#note" };
    const place = find(places[target.id] ?? `[id="${target.id}"] .star`);
    place?.focus();
    place?.scrollIntoView({ block: "nearest" });
  });

  // A form is sent once, however often somebody clicks.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    setTimeout(() => {
      for (const button of event.target.elements) {
        if (button.type !== "submit" || button.disabled) continue;
        button.disabled = true;
        button.dataset.sent = "";
      }
    });
  });

  // Pages are sent with no-store. A browser that keeps them for Back all the same shows nothing of a page that was left
  // until the server has answered for it again: the session may have ended meanwhile, and rows may have changed.
  window.addEventListener("pagehide", () => root.classList.add("left"));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
