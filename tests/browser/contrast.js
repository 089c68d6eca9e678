// Measures every visible text against what is painted behind it; where that is a gradient, against its least fitting colour.
() => {
  const numbers = (text) => text.match(/[\d.]+/g).map(Number);
  const parse = (text) => {
    const [r, g, b, a = 1] = numbers(text);
    return text.startsWith("color(srgb") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((value, at) => value * a + under[at] * (1 - a));
  const light = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ratio = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(at);
      const stops = backgroundImage.match(/rgba?\([^)]+\)|color\([^)]+\)/g);
      if (stops) return spread(layers, stops.map(parse));
      const colour = parse(backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) return spread(layers.slice(0, -1), [colour]);
    }
    return spread(layers, [[255, 255, 255, 1]]);
  };
  const spread = (layers, bases) => bases.map((base) => layers.reduceRight((under, layer) => over(layer, under), base.slice(0, 3)));
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || element.closest(".sr, .avatar, script, noscript, option") || !element.checkVisibility({ opacityProperty: true })) continue;
    const grounds = behind(element);
    const colour = parse(getComputedStyle(element).color);
    const worst = Math.min(...grounds.map((ground) => ratio(over(colour, ground), ground)));
    found.push({ text: text.slice(0, 40), ratio: Math.round(worst * 100) / 100 });
  }
  return found;
}
