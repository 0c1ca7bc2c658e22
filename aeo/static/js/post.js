// How a script speaks to the server: the form's own token, and JSON in return.

/** The headers that make a request of ours known as one, for an element inside a form. */
export function headers(element) {
  const token = element.closest("form").elements.csrf_token;
  return { Accept: "application/json", "X-CSRFToken": token.value, "X-Requested-With": "fetch" };
}

/** What a refusal says: the first of its reasons, or nothing. */
export function reason(reply) {
  return reply?.error ?? reply?.conflict ?? reply?.reasons?.[0] ?? "";
}
