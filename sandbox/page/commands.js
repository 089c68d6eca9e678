// The list of the bot's commands that opens on "/" or by the button left of the text.

import { h } from "./dom.js";
import { state } from "./state.js";

export function createCommands(onChoose) {
  const element = h("div.commands", { role: "listbox", "aria-label": "Lệnh của bot", hidden: true });
  let shown = [];
  let at = 0;

  function draw(commands) {
    shown = commands;
    at = Math.min(at, Math.max(0, shown.length - 1));
    element.hidden = !shown.length;
    element.replaceChildren(...shown.map((command, index) =>
      h("button", { type: "button", role: "option", tabindex: "-1", "aria-selected": String(index === at), onclick: () => choose(index) },
        h("b", {}, `/${command.command}`), h("span", {}, command.description))));
  }

  function choose(index) {
    const { command } = shown[index];
    draw([]);
    onChoose(`/${command}`);
  }

  function keydown(event) {
    if (element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) at = (at + step + shown.length) % shown.length;
    else if (event.key === "Escape") shown = [];
    else if (event.key === "Enter" || event.key === "Tab") choose(at);
    else return false;
    event.preventDefault();
    if (event.key !== "Enter" && event.key !== "Tab") draw(shown);
    return true;
  }

  const filter = (text) => {
    const found = /^\/(\w*)$/.exec(text);
    draw(found ? state.commands.filter(({ command }) => command.startsWith(found[1].toLowerCase())) : []);
  };
  const toggle = (input) => {
    draw(element.hidden ? state.commands : []);
    input.focus();
  };
  document.addEventListener("pointerdown", ({ target }) => !element.parentElement?.contains(target) && draw([]));
  return { element, filter, toggle, keydown };
}
