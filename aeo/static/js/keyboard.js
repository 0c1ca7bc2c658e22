// Single-key shortcuts of the desk: whatever carries data-key. Never in a field, listed under "?",
// and to be switched off (WCAG 2.1.4). A page without the list has no shortcuts.
const OFF = "aeo:keys-off";
const NOT_TYPED_IN = new Set(["radio", "checkbox", "button", "submit", "reset"]);

export function startKeyboard() {
  const dialog = document.getElementById("keys");
  if (!dialog) return;
  const opener = document.querySelector("[data-keys-open]");
  opener.hidden = false;
  opener.addEventListener("click", () => open(dialog));
  const box = dialog.querySelector("input");
  box.checked = !isOff();
  box.addEventListener("change", () => remember(!box.checked));
  document.addEventListener("keydown", (event) => pressed(event, dialog));
}

function pressed(event, dialog) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isOff() || dialog.open || isField(event.target)) return;
  if (event.key === "?") {
    event.preventDefault();
    open(dialog);
    return;
  }
  const target = withKeys().find((e) => e.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, select, textarea") && !NOT_TYPED_IN.has(target.type)) target.focus();
  else target.click();
}

function isField(element) {
  if (element.isContentEditable || element.matches("select, textarea")) return true;
  return element.matches("input") && !NOT_TYPED_IN.has(element.type);
}

function withKeys() {
  return [...document.querySelectorAll("[data-key]")].filter((e) => e.checkVisibility());
}

function open(dialog) {
  const rows = withKeys().flatMap((element) => {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key.toUpperCase();
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = nameOf(element);
    return [term, meaning];
  });
  dialog.querySelector("dl").replaceChildren(...rows);
  dialog.showModal();
}

function nameOf(element) {
  if (element.ariaLabel) return element.ariaLabel;
  const copy = (element.labels?.[0] ?? element).cloneNode(true);
  copy.querySelectorAll("kbd").forEach((key) => key.remove());
  return copy.textContent.trim();
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    if (off) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  } catch {}
}
