// The one polite voice of the page, and the sentences the server put beside it in the reader's
// language. No other script holds words of its own.
const region = document.getElementById("announce");

export function say(text) {
  if (region) region.textContent = text;
}

/** The sentence called `name`, its {places} filled. */
export function sentence(name, values = {}) {
  const text = region?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** An icon that the page's sprite holds. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "bi");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#bi-${name}`);
  svg.append(use);
  return svg;
}
