// Photos, albums, voice messages, documents, contacts and places inside a bubble; and the lightbox.

import { h, icon, iconButton } from "./dom.js";
import { minutesSeconds } from "./time.js";

const MAX_WIDTH = 330;
const MAX_HEIGHT = 380;
const MIN_WIDTH = { bare: 130, captioned: 220 }; // A caption needs room to be read, a time beside it too.

/** How wide a photo or an album is drawn, in pixels. */
export function photoWidth(messages, captioned) {
  if (messages.length > 1) return MAX_WIDTH;
  const { width, height } = messages[0].photo;
  const scale = Math.min(MAX_WIDTH / width, MAX_HEIGHT / height, 1) || 1;
  return Math.max(MIN_WIDTH[captioned ? "captioned" : "bare"], Math.round(width * scale));
}

export function photos(messages) {
  if (messages.length === 1) return photo(messages[0], messages, 0);
  const tiles = messages.map((message, at) => photo(message, messages, at));
  return h("div.album", { class: messages.length % 2 ? "odd" : "" }, tiles);
}

function photo(message, all, at) {
  const { url, width, height } = message.photo;
  const picture = h("img", { src: url, width, height, alt: message.text ? `Ảnh: ${message.text}` : "Ảnh", draggable: "false" });
  return h("button.photo", { type: "button", "aria-label": "Xem ảnh lớn", onclick: () => lightbox(all, at) }, picture);
}

function lightbox(messages, first) {
  let at = first;
  const picture = h("img", { alt: "" });
  const caption = h("p.lightbox-caption");
  const show = (step) => {
    at = (at + step + messages.length) % messages.length;
    picture.src = messages[at].photo.url;
    caption.textContent = messages[at].text ?? "";
  };
  const many = messages.length > 1;
  const dialog = h("dialog.lightbox", { "aria-label": "Ảnh" }, picture, caption,
    iconButton("close", "Đóng ảnh", () => dialog.close(), { class: "lightbox-close" }),
    many && iconButton("back", "Ảnh trước", () => show(-1), { class: "lightbox-back" }),
    many && iconButton("back", "Ảnh sau", () => show(1), { class: "lightbox-next" }));
  dialog.addEventListener("keydown", ({ key }) => many && show({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0));
  dialog.addEventListener("click", ({ target }) => [dialog, picture].includes(target) && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  show(0);
  document.body.append(dialog);
  dialog.showModal();
}

export function voice({ url, duration }, seed) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = url;
  const time = h("span.voice-time", {}, minutesSeconds(duration));
  const wave = h("span.wave", { "aria-hidden": "true" }, bars(seed));
  const button = h("button.round", { type: "button", "aria-label": "Nghe tin nhắn thoại" }, icon("play"));
  const draw = () => {
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", audio.paused ? "Nghe tin nhắn thoại" : "Dừng");
    const share = audio.currentTime / (audio.duration || duration || 1);
    [...wave.children].forEach((bar, at) => bar.classList.toggle("played", at / wave.children.length < share));
    time.textContent = minutesSeconds(audio.paused && !audio.currentTime ? duration : audio.currentTime);
  };
  for (const name of ["play", "pause", "timeupdate", "ended"]) audio.addEventListener(name, draw);
  audio.addEventListener("error", () => (time.textContent = "Trình duyệt không phát được tệp này"));
  button.addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
  return h("div.voice", {}, button, h("div.voice-body", {}, wave, time));
}

// The wave is drawn from the message's number: the sandbox does not decode sound.
function bars(seed) {
  return Array.from({ length: 32 }, (_, at) => {
    const height = 3 + Math.abs(Math.sin(seed * 12.9898 + at * 1.7) * Math.cos(at * 0.55 + seed)) * 17;
    const bar = h("i");
    bar.style.height = `${Math.round(height)}px`;
    return bar;
  });
}

export function documentCard({ url, name, size, mime }) {
  const ending = name.includes(".") ? name.split(".").pop().slice(0, 4) : (mime ?? "").split("/").pop().slice(0, 4);
  return h("a.file", { href: url, download: name, "aria-label": `Tải tệp ${name}` },
    h("span.round.file-kind", { "aria-hidden": "true" }, ending), h("span.two-lines", {}, h("b", {}, name), h("small", {}, bytes(size))));
}

export function bytes(size) {
  if (size < 1024) return `${size} B`;
  const [count, unit] = size < 1024 ** 2 ? [size / 1024, "KB"] : [size / 1024 ** 2, "MB"];
  return `${count.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
}

export function contactCard({ phone, name }) {
  return h("div.file", {}, h("span.round", { "aria-hidden": "true" }, icon("phone")),
    h("span.two-lines", {}, h("b", {}, name), h("small", {}, /^\d{9,}$/.test(phone) && !phone.startsWith("0") ? `+${phone}` : phone)));
}

export function placeCard({ latitude, longitude }) {
  return h("div.file", {}, h("span.round", { "aria-hidden": "true" }, icon("place")),
    h("span.two-lines", {}, h("b", {}, "Vị trí"), h("small", {}, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)));
}
