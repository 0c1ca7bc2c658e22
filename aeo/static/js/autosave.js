// Saves a question, or a whole form, while people type: the server judges and keeps. What cannot be
// sent stays on this device, is put back when the page is opened again, and goes out when it can.
import { icon, say, sentence } from "./announce.js";
import { markErrors } from "./marks.js";
import { headers, reason } from "./post.js";

const IDLE = 1500; // ms without a key before typing counts as paused
const RETRY = 30000; // ms between attempts while the connection is away
const SPEAK_AGAIN = 30000; // ms before the same news is said aloud once more
const KEPT = "aeo:kept:";

export function startAutosave() {
  for (const scope of document.querySelectorAll("[data-autosave]")) new Autosave(scope).start();
  document.addEventListener("submit", (event) => {
    // Signing out leaves nothing of the company on a device that others may use.
    if (event.target.getAttribute("action")?.endsWith("/sign-out")) forgetAll();
  });
}

class Autosave {
  constructor(scope) {
    this.scope = scope;
    this.url = scope.dataset.autosave;
    this.chips = new Set();
    this.timer = 0;
    this.sending = false;
    this.waiting = false;
  }

  start() {
    this.scope.addEventListener("input", (event) => this.changed(event, IDLE));
    this.scope.addEventListener("change", (event) => this.changed(event, 0));
    this.scope.closest("form").addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.waiting = false;
      forget(this.url);
    });
    window.addEventListener("online", () => this.retry());
    this.restore();
  }

  changed(event, delay) {
    if (event.target.type === "file" || event.target.closest("[data-autosave]") !== this.scope) return;
    this.chips.add(this.chipOf(event.target));
    this.schedule(delay);
  }

  chipOf(control) {
    const block = control.closest(".q") ?? this.scope;
    return block.querySelector("[data-saved]") ?? this.scope.querySelector("[data-saved]");
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  retry() {
    if (read(this.url)) this.schedule(0);
  }

  async save() {
    if (this.sending) {
      this.waiting = true;
      return;
    }
    this.sending = true;
    this.waiting = false;
    this.show("wait", sentence("saving"));
    const fields = valuesOf(this.scope);
    try {
      this.settle(fields, await send(this.scope, this.url, fields));
    } finally {
      this.sending = false;
      if (this.waiting) this.schedule(0);
    }
  }

  settle(fields, { status, reply }) {
    if (status === 0 || status >= 500) {
      write(this.url, fields);
      this.show("wait", sentence("kept"), { aloud: true });
      this.schedule(RETRY);
    } else if (status >= 400) {
      // Refused, not lost: it stands on the page, and on this device if the session has ended.
      if (status === 400 || status === 401) write(this.url, fields);
      this.show("no", reason(reply) || sentence("refused"), { aloud: true });
    } else {
      this.saved(reply);
    }
  }

  saved({ saved_at: at, by, errors = {}, version }) {
    forget(this.url);
    const field = this.scope.querySelector("[data-version]");
    if (field && version !== undefined) field.value = version;
    markErrors(this.scope, errors);
    if (Object.keys(errors).length) this.show("no", sentence("incomplete"), { aloud: true });
    else this.show("ok", sentence("saved", { at, by }), { aloud: true });
    if (!this.waiting) this.chips.clear();
  }

  restore() {
    const kept = read(this.url);
    if (!kept) return;
    const changed = putBack(this.scope, kept);
    if (!changed.length) {
      forget(this.url);
      return;
    }
    for (const control of changed) this.chips.add(this.chipOf(control));
    this.show("wait", sentence("restored"), { aloud: true });
    this.schedule(IDLE);
  }

  show(kind, text, { aloud = false } = {}) {
    for (const chip of this.chips) {
      if (!chip) continue;
      chip.className = kind === "ok" ? "saved" : `saved saved-${kind}`;
      chip.replaceChildren(icon(DRAWING[kind]), text);
    }
    if (aloud) speak(kind, text);
  }
}

const DRAWING = { ok: "check-circle-fill", no: "exclamation-circle-fill", wait: "arrow-clockwise" };
let said = { kind: "", at: -Infinity };

// Every pause in typing saves; only what is new is worth hearing.
function speak(kind, text) {
  const now = performance.now();
  if (kind === said.kind && now - said.at < SPEAK_AGAIN) return;
  said = { kind, at: now };
  say(text);
}

/** Status 0 stands for "the server was not reached". */
async function send(scope, url, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  try {
    const response = await fetch(url, {
      method: "POST", body, headers: headers(scope), redirect: "error",
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { status: response.status, reply: isJson ? await response.json() : {} };
  } catch {
    return { status: 0, reply: {} };
  }
}

function controlsOf(scope) {
  const all = [...scope.querySelectorAll("input[name], select[name], textarea[name]")];
  return all.filter((c) => c.type !== "file" && c.name !== "csrf_token" && !c.matches(":disabled"));
}

function valuesOf(scope) {
  const fields = [];
  for (const control of controlsOf(scope)) {
    if (control.type === "select-multiple") {
      for (const option of control.selectedOptions) fields.push([control.name, option.value]);
    } else if (!isTick(control) || control.checked) {
      fields.push([control.name, control.value]);
    }
  }
  return fields;
}

/** Give the controls the kept values; returns those that changed. The version travels along, so
    that the server notices when somebody else has answered in the meantime. */
function putBack(scope, fields) {
  const kept = new Map();
  for (const [name, value] of fields) kept.set(name, [...(kept.get(name) ?? []), value]);
  const changed = [];
  for (const control of controlsOf(scope)) {
    const values = kept.get(control.name) ?? [];
    if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else if (isTick(control)) {
      if (control.checked === values.includes(control.value)) continue;
      control.checked = !control.checked;
      changed.push(control);
    } else if (values.length && control.value !== values[0]) {
      control.value = values[0];
      if (control.type !== "hidden") changed.push(control);
    }
  }
  return changed;
}

function isTick(control) {
  return control.type === "radio" || control.type === "checkbox";
}

// A device may refuse to store anything (private window, full disk): then the page alone holds it.
function write(url, fields) {
  try {
    localStorage.setItem(KEPT + url, JSON.stringify(fields));
  } catch {}
}

function read(url) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + url));
  } catch {
    return null;
  }
}

function forget(url) {
  try {
    localStorage.removeItem(KEPT + url);
  } catch {}
}

function forgetAll() {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(KEPT)) localStorage.removeItem(key);
    }
  } catch {}
}
