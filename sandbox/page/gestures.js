// Fingers: a swipe to the left answers a message, a long press opens its menu (a mouse has the right button).

const SWIPE = 56;
const LONG = 500;
const STILL = 8;

/** `find(target)` gives the message element under a finger; `onSwipe(element)` and `onHold(element, x, y)` act on it. */
export function watchFingers(list, find, { onSwipe, onHold }) {
  let touch = null;
  list.addEventListener("pointerdown", (event) => {
    const element = event.pointerType === "touch" && find(event.target);
    if (!element) return;
    touch = { element, x: event.clientX, y: event.clientY, dx: 0 };
    touch.timer = setTimeout(() => { const { x, y } = touch; forget(); onHold(element, x, y); }, LONG);
  });
  list.addEventListener("pointermove", (event) => {
    if (!touch) return;
    touch.dx = event.clientX - touch.x;
    if (Math.hypot(touch.dx, event.clientY - touch.y) > STILL) clearTimeout(touch.timer);
    if (touch.dx < -STILL) touch.element.style.translate = `${Math.max(touch.dx, -SWIPE * 1.3)}px`;
  });
  list.addEventListener("pointerup", () => {
    if (touch && touch.dx < -SWIPE) onSwipe(touch.element);
    forget();
  });
  list.addEventListener("pointercancel", forget);

  function forget() {
    if (!touch) return;
    clearTimeout(touch.timer);
    touch.element.style.translate = "";
    touch = null;
  }
}
