// Builds elements. Text only ever becomes text nodes, so nothing anyone writes can become HTML.

const SVG = "http://www.w3.org/2000/svg";

/** h("div.a.b", {attributes and onevents}, ...children): strings become text, null and false are left out. */
export function h(selector, props = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  append(element, children);
  return element;
}

function setProp(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "class") element.className = `${element.className} ${value}`.trim();
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/page/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onclick, props = {}) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

export function screenReader(text) {
  return h("span.sr", {}, text);
}

export function avatar(id, name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const initials = letters.map((word) => [...word][0] ?? "?").join("");
  return h(`span.avatar.tint-${Math.abs(id) % 7}`, { "aria-hidden": "true" }, initials.toLocaleUpperCase("vi"));
}

export function botAvatar() {
  return h("span.avatar", { "aria-hidden": "true" }, h("img", { src: "/page/logo.svg", alt: "" }));
}

const signs = new WeakMap();

/** Makes `parent` hold exactly `items` ({key, sign, build}), reusing the nodes whose key and sign are unchanged. */
export function reconcile(parent, items) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const had = old.get(item.key);
    const node = had && signs.get(had) === item.sign ? had : fresh(item, had);
    old.delete(item.key);
    if (had && had !== node) {
      if (place === had) place = node;
      had.replaceWith(node);
    }
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

function fresh(item, had) {
  const node = item.build();
  node.dataset.key = item.key;
  signs.set(node, item.sign);
  // A keyboard user stays where he was when the element under his focus is built anew.
  if (had?.contains(document.activeElement)) queueMicrotask(() => node.focus({ preventScroll: true }));
  return node;
}
