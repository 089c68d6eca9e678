// Files on their way out: chosen, pasted or dropped, looked at once more with a caption, then sent.

import { h, icon } from "./dom.js";
import { bytes } from "./media.js";
import { ask } from "./ui.js";

const MOST = 10; // Telegram's albums hold at most ten.

/** Opens the browser's file chooser; resolves to [] when it is closed without a choice. */
export function chooseFiles(accept) {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept: accept || null, multiple: true, hidden: true });
    input.addEventListener("change", () => { resolve([...input.files]); input.remove(); });
    input.addEventListener("cancel", () => { resolve([]); input.remove(); });
    document.body.append(input);
    input.click();
  });
}

/** How many seconds a sound lasts; 0 when the browser cannot tell. */
export function soundLength(file) {
  return new Promise((resolve) => {
    const url = URL.createObjectURL(file);
    const done = (seconds) => { URL.revokeObjectURL(url); resolve(Number.isFinite(seconds) ? seconds : 0); };
    const sound = new Audio(url);
    sound.addEventListener("loadedmetadata", () => done(sound.duration));
    sound.addEventListener("error", () => done(0));
  });
}

const isPhoto = (file) => /^image\/(jpeg|png|webp|gif|bmp|avif)$/.test(file.type);

/** Shows the files with a caption field; resolves to {items: [{kind, file}], caption} or null. */
export async function takeFiles(files) {
  const some = files.slice(0, MOST);
  const allPhotos = some.every(isPhoto);
  const urls = [];
  const answer = await ask({
    title: titleOf(some, allPhotos), ok: "Gửi", className: "outgoing",
    body: [
      h("div.previews", { class: some.length > 1 ? "many" : "" }, some.map((file) => look(file, urls))),
      allPhotos && h("label.check", {}, h("input", { type: "checkbox", name: "as_file" }), "Gửi dưới dạng tệp"),
      h("label.field", {}, h("span", {}, "Chú thích"), h("input", { name: "caption", autocomplete: "off", maxlength: "1024" })),
    ],
  });
  urls.forEach((url) => URL.revokeObjectURL(url));
  if (!answer) return null;
  const kind = (file) => (isPhoto(file) && !answer.as_file ? "photo" : "document");
  return { items: some.map((file) => ({ kind: kind(file), file })), caption: answer.caption.trim() };
}

function titleOf(files, allPhotos) {
  const what = allPhotos ? "ảnh" : "tệp";
  return files.length === 1 ? `Gửi ${what}` : `Gửi ${files.length} ${what}`;
}

function look(file, urls) {
  if (!isPhoto(file)) return h("div.file", {}, h("span.round", {}, icon("file")), h("span.two-lines", {}, h("b", {}, file.name), h("small", {}, bytes(file.size))));
  const url = URL.createObjectURL(file);
  urls.push(url);
  return h("img", { src: url, alt: file.name });
}

/** Lets files be dropped anywhere on a pane. */
export function acceptDrops(pane, canTake, give) {
  const sheet = h("div.drop-sheet", { hidden: true, "aria-hidden": "true" }, icon("photo"), "Thả ảnh hoặc tệp vào đây");
  pane.append(sheet);
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && canTake();
  pane.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sheet.hidden = false;
  });
  pane.addEventListener("dragleave", (event) => (sheet.hidden = !event.relatedTarget || !pane.contains(event.relatedTarget)));
  pane.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    sheet.hidden = true;
    give([...event.dataTransfer.files]);
  });
}
