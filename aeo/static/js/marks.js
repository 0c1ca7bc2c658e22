// Draws the server's judgement of a field the way the server itself draws it.
import { sentence } from "./announce.js";

/** Mark the fields of `errors` (name to sentence) inside `scope`, and no others. */
export function markErrors(scope, errors) {
  for (const text of scope.querySelectorAll(".bad-text")) unmark(scope, text);
  for (const [name, text] of Object.entries(errors)) {
    const control = scope.querySelector(`[name="${CSS.escape(name)}"]`);
    // Not while somebody is still typing in it: the line at the foot says it is incomplete.
    if (control && control !== document.activeElement) mark(control, text);
  }
  const blocks = scope.matches(".q") ? [scope] : scope.querySelectorAll(".q");
  for (const block of blocks) block.classList.toggle("bad", Boolean(block.querySelector(".bad-text")));
}

function mark(control, text) {
  const isGroup = control.type === "radio";
  const described = isGroup ? control.closest("fieldset") : control;
  const before = isGroup ? control.closest(".form-check") : control;
  const line = document.createElement("p");
  line.className = "bad-text";
  line.id = `${isGroup ? control.id.replace(/-\d+$/, "") : control.id}-e`;
  const hidden = document.createElement("span");
  hidden.className = "visually-hidden";
  hidden.textContent = `${sentence("error")} `;
  line.append(hidden, text);
  before.before(line);
  if (!isGroup) control.setAttribute("aria-invalid", "true");
  const ids = (described.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  described.setAttribute("aria-describedby", [...ids, line.id].join(" "));
}

function unmark(scope, line) {
  for (const described of scope.querySelectorAll(`[aria-describedby~="${CSS.escape(line.id)}"]`)) {
    const ids = described.getAttribute("aria-describedby").split(" ").filter((id) => id !== line.id);
    if (ids.length) described.setAttribute("aria-describedby", ids.join(" "));
    else described.removeAttribute("aria-describedby");
    described.removeAttribute("aria-invalid");
  }
  line.remove();
}
