// Sends chosen or dropped files at once, one after the other, and says how far each is. A file that
// did not arrive stays chosen, so that the form's own button can send it the plain way.
import { icon, say, sentence } from "./announce.js";
import { headers, reason } from "./post.js";

export function startUploads() {
  for (const drop of document.querySelectorAll("[data-upload]")) start(drop);
}

function start(drop) {
  const input = drop.querySelector("input[type=file]");
  let queue = Promise.resolve();
  const take = (files) => {
    queue = queue.then(() => sendAll(drop, input, files));
  };
  input.addEventListener("change", () => take([...input.files]));
  for (const kind of ["dragover", "dragenter"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("drop-over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("drop-over");
    const files = [...event.dataTransfer.files];
    take(input.multiple ? files : files.slice(0, 1));
  });
}

async function sendAll(drop, input, files) {
  const left = new DataTransfer();
  for (const file of files) {
    const row = new Row(drop, file.name);
    const { status, reply } = await send(drop, input, file, (percent) => row.at(percent));
    if (status >= 200 && status < 300) {
      row.done(reply);
    } else {
      row.failed(reason(reply));
      left.items.add(file);
    }
  }
  input.files = left.files;
}

/** Status 0 stands for "the server was not reached". XMLHttpRequest, for fetch tells no progress. */
function send(drop, input, file, onProgress) {
  const body = new FormData();
  body.append(input.name, file);
  const request = new XMLHttpRequest();
  request.open("POST", drop.dataset.upload);
  for (const [name, value] of Object.entries(headers(drop))) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) onProgress(Math.floor((100 * event.loaded) / event.total));
  });
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      resolve({ status: request.status, reply: parsed(request.responseText) });
    });
    request.send(body);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

class Row {
  constructor(drop, name) {
    this.drop = drop;
    this.name = name;
    this.item = document.createElement("li");
    this.line = document.createElement("p");
    this.line.className = "row-between";
    this.state = document.createElement("span");
    this.bar = document.createElement("progress");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", name);
    this.line.append(name, this.state);
    this.item.append(this.line, this.bar);
    list(drop).append(this.item);
    this.at(0);
  }

  at(percent) {
    this.bar.value = percent;
    this.state.textContent = sentence("uploading", { percent });
  }

  done({ name = this.name, note = "", state = sentence("checking"), kind = "doing", url = "" }) {
    this.item.remove();
    filesBefore(this.drop).append(fileRow({ name, note, state, kind, url }));
    say(sentence("uploaded", { name }));
  }

  failed(why) {
    const text = [sentence("notUploaded", { name: this.name }), why].filter(Boolean).join(" ");
    this.bar.remove();
    this.line.className = "bad-text";
    this.line.textContent = text;
    say(text);
  }
}

function list(drop) {
  let found = drop.querySelector(".uploads");
  if (!found) {
    found = document.createElement("ul");
    found.className = "uploads";
    drop.append(found);
  }
  return found;
}

/** The list of files just before the drop; made when there is none yet. */
function filesBefore(drop) {
  const before = drop.previousElementSibling;
  if (before?.matches("ul.files")) return before;
  const made = document.createElement("ul");
  made.className = "files";
  drop.before(made);
  return made;
}

function fileRow({ name, note, state, kind, url }) {
  const item = document.createElement("li");
  const middle = document.createElement("span");
  const title = document.createElement(url ? "a" : "span");
  if (url) title.href = url;
  title.textContent = name;
  const small = document.createElement("small");
  small.textContent = note;
  const tag = document.createElement("span");
  tag.className = `tag tag-${kind}`;
  tag.textContent = state;
  middle.append(title, small);
  item.append(icon("file-earmark"), middle, tag);
  return item;
}
