// Records a voice message with the browser's microphone: one press starts, another sends, the cross throws it away.

import { h, icon, iconButton } from "./dom.js";
import { minutesSeconds } from "./time.js";
import { toast } from "./ui.js";

const FORMATS = [["audio/ogg;codecs=opus", "ogg"], ["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"]];

/** `onDone(file, seconds)` gets what was recorded. */
export function createRecorder(onDone) {
  const possible = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
  const time = h("span.recording-time", { hidden: true, role: "timer" });
  const drop = iconButton("close", "Bỏ bản ghi", () => stop(false), { hidden: true });
  const button = iconButton("mic", "Ghi tin nhắn thoại", () => (recorder ? stop(true) : begin()), { class: "send" });
  const element = h("div.recorder", {}, drop, time, button);
  let recorder = null;
  let timer = 0;
  let since = 0;

  async function begin() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return toast("Trình duyệt không cho dùng micrô. Bạn có thể gửi một tệp âm thanh bằng nút đính kèm.");
    const [mime, ending] = FORMATS.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? ["", "webm"];
    const parts = [];
    recorder = new MediaRecorder(stream, mime ? { mimeType: mime } : {});
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      if (recorder.keep && parts.length) onDone(new File(parts, `tin-thoai.${ending}`, { type: mime.split(";")[0] || "audio/webm" }), recorder.length);
      recorder = null;
      draw();
    };
    recorder.start();
    since = performance.now();
    timer = setInterval(() => (time.textContent = minutesSeconds(seconds())), 200);
    return draw();
  }

  const seconds = () => (performance.now() - since) / 1000;

  function stop(keep) {
    recorder.length = seconds();
    recorder.keep = keep;
    clearInterval(timer);
    recorder.stop();
  }

  function draw() {
    const on = Boolean(recorder);
    time.hidden = !on;
    drop.hidden = !on;
    time.textContent = "0:00";
    element.classList.toggle("recording", on);
    button.replaceChildren(icon(on ? "send" : "mic"));
    button.setAttribute("aria-label", on ? "Gửi tin nhắn thoại" : "Ghi tin nhắn thoại");
  }

  return { element, possible };
}
