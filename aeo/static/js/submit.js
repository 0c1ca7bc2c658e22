// Around the sending of a form: the error summary has the focus, a second click sends nothing.
const AGAIN_AFTER = 8000; // ms: an answer that is a download leaves the page standing

export function focusErrors() {
  document.querySelector(".errors")?.focus();
}

export function refuseDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => release(form), AGAIN_AFTER);
  });
  // Coming back by the browser's button shows the page as it was left.
  window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
}

function release(form) {
  delete form.dataset.sent;
}
