// Where one writes: text, a quoted or edited message above it, the commands after "/", files, the voice recorder.

import { chooseFiles, soundLength, takeFiles } from "./attach.js";
import { createCommands } from "./commands.js";
import { h, icon, iconButton } from "./dom.js";
import { messageOf, messagesOf } from "./state.js";
import { preview } from "./text.js";
import { openMenu } from "./ui.js";
import { createRecorder } from "./voice.js";

const LONGEST = 4096; // Telegram's own apps cut longer texts into several messages.

/** `actions`: onSend(text, replyTo), onEdit(id, text), onFiles(files, replyTo), onPlace(), onContact() or null, and `label`. */
export function createComposer(actions) {
  const drafts = new Map();
  const fresh = () => ({ text: "", replyTo: null, editing: null });
  const view = { chatId: null, draft: fresh() };
  const input = h("textarea", { rows: "1", placeholder: "Tin nhắn", "aria-label": actions.label, enterkeyhint: "send" });
  const above = h("div.above", { hidden: true });
  const commands = createCommands((command) => submit(command));
  const slash = iconButton("slash", "Danh sách lệnh", () => commands.toggle(input));
  const attach = iconButton("attach", "Đính kèm", () => attachMenu(attach, actions, giveFiles));
  const send = iconButton("send", "Gửi", () => submit(input.value), { class: "send" });
  const recorder = createRecorder((file, seconds) => giveVoice(file, seconds));
  const extra = h("span.extra"); // The reply keyboard's switch goes here (keyboard.js).
  const box = h("div.composer-box", {}, above, h("div.composer-row", {}, slash, input, extra, attach));
  const element = h("div.composer", {}, commands.element, box, h("div.send-side", {}, recorder.element, send));

  function submit(text) {
    const words = text.trim();
    if (!words) return;
    const { editing, replyTo } = view.draft;
    if (editing) actions.onEdit(editing, words);
    else for (let at = 0; at < words.length; at += LONGEST) actions.onSend(words.slice(at, at + LONGEST), replyTo);
    reset();
    input.focus();
  }

  const giveVoice = (file, seconds) => leave({ items: [{ kind: "voice", file }], caption: "", duration: Math.round(seconds) });

  async function giveFiles(files, kind) {
    if (kind === "voice") for (const file of files) giveVoice(file, await soundLength(file));
    else leave(await takeFiles(files));
  }

  function leave(taken) {
    if (!taken) return;
    actions.onFiles(taken, view.draft.replyTo);
    if (view.draft.replyTo) reset();
  }

  function reset() {
    Object.assign(view.draft, fresh());
    fill();
  }

  function fill() {
    if (input.value !== view.draft.text) input.value = view.draft.text;
    drawAbove();
    typed();
  }

  function typed() {
    view.draft.text = input.value;
    input.style.height = "auto";
    // Hidden behind "Bắt đầu" it measures nothing, and the style sheet's height must stand.
    input.style.height = input.scrollHeight ? `${Math.min(input.scrollHeight, 180)}px` : "";
    const empty = !input.value.trim();
    send.hidden = empty && recorder.possible && !view.draft.editing;
    recorder.element.hidden = !send.hidden;
    commands.filter(input.value);
  }

  function drawAbove() {
    const { replyTo, editing } = view.draft;
    const message = messageOf(view.chatId, editing ?? replyTo);
    above.hidden = !message;
    if (!message) return above.replaceChildren();
    const title = editing ? "Sửa tin nhắn" : `Trả lời ${message.from.name}`;
    above.replaceChildren(icon(editing ? "edit" : "reply"),
      h("div.two-lines", {}, h("b", {}, title), h("span", {}, preview(message))), iconButton("close", "Bỏ", cancel));
    return undefined;
  }

  function cancel() {
    if (view.draft.editing) reset();
    else Object.assign(view.draft, { replyTo: null });
    fill();
    input.focus();
  }

  view.element = element;
  view.extra = extra;
  view.focus = () => input.focus({ preventScroll: true });
  view.insert = (text) => { view.draft.text = text; fill(); input.focus(); };
  view.reply = (message) => { Object.assign(view.draft, { replyTo: message.id, editing: null }); fill(); input.focus(); };
  view.edit = (message) => { Object.assign(view.draft, { text: message.text ?? "", editing: message.id, replyTo: null }); fill(); input.focus(); };
  view.giveFiles = giveFiles;
  view.render = (chatId, hasCommands) => {
    slash.hidden = !hasCommands;
    if (view.chatId === chatId) return;
    view.chatId = chatId;
    if (!drafts.has(chatId)) drafts.set(chatId, fresh());
    view.draft = drafts.get(chatId);
    fill();
  };

  input.addEventListener("input", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || commands.keydown(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) submit(input.value);
    else if (event.key === "Escape" && (view.draft.replyTo || view.draft.editing)) cancel();
    else if (event.key === "ArrowUp" && !input.value) editLast(view, actions);
    else return;
    event.preventDefault();
  });
  input.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    giveFiles(files);
  });
  return view;
}

function editLast(view, actions) {
  const last = messagesOf(view.chatId).findLast((message) => message.from?.id === actions.readerId() && message.text && !message.photo);
  if (last) view.edit(last);
}

function attachMenu(button, actions, giveFiles) {
  const box = button.getBoundingClientRect();
  const pick = (accept, kind) => async () => {
    const files = await chooseFiles(accept);
    if (files.length) giveFiles(files, kind);
  };
  openMenu(box.left - 120, box.top - 8, "Đính kèm", [
    { label: "Ảnh", icon: "photo", onclick: pick("image/*") },
    { label: "Tệp", icon: "file", onclick: pick("") },
    { label: "Tin nhắn thoại", icon: "mic", onclick: pick("audio/*", "voice") },
    { label: "Vị trí", icon: "place", onclick: actions.onPlace },
    actions.onContact && { label: "Số điện thoại của tôi", icon: "phone", onclick: actions.onContact },
  ]);
}
