
// Elements: makes them, and changes those of the page into them. Values only ever become text or attributes.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'path']);

/** Makes an element: el('td', {class: 'time'}, 'text', otherElement, [more]). What is null or false is left out. */
function el(tag, attributes = {}, ...children) {
  const made = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'style') {
      Object.assign(made.style, value); // The content security policy forbids the attribute, not this
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, String(value));
    }
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      made.append(child);
    }
  }
  return made;
}

/**
 * Changes an element so that it looks like another one, but stays the same: it keeps the focus, what was typed and how
 * far it was scrolled. Children with the same data-key are taken for the same.
 */
function morph(present, wanted) {
  for (const name of present.getAttributeNames()) {
    if (!wanted.hasAttribute(name) && name !== 'open') {
      present.removeAttribute(name);
    }
  }
  for (const name of wanted.getAttributeNames()) {
    if (name === 'style') {
      present.style.cssText = wanted.style.cssText;
    } else if (present.getAttribute(name) !== wanted.getAttribute(name)) {
      present.setAttribute(name, wanted.getAttribute(name));
    }
  }
  morphChildren(present, [...wanted.childNodes]);
}

function morphChildren(parent, wanted) {
  const keyed = new Map([...parent.children].filter((one) => one.dataset?.key).map((one) => [one.dataset.key, one]));
  let next = parent.firstChild;
  for (const want of wanted) {
    const key = want.dataset?.key;
    const match = key ? keyed.get(key) : next;
    if (!match || match.nodeName !== want.nodeName || (match.dataset?.key !== key)) {
      parent.insertBefore(want, next);
      continue;
    }
    if (match !== next) {
      parent.insertBefore(match, next);
    } else {
      next = next.nextSibling;
    }
    if (match.nodeType === Node.TEXT_NODE) {
      if (match.data !== want.data) {
        match.data = want.data;
      }
    } else {
      morph(match, want);
    }
  }
  while (next) {
    const rest = next.nextSibling;
    next.remove();
    next = rest;
  }
}

/** A button for an operation, which the data attributes describe; main.js hears all clicks. */
function button(text, operation, { danger = false, label = null, disabled = false } = {}) {
  const data = Object.entries(operation).map(([name, value]) => ['data-' + name, value]);
  return el('button', { type: 'button', class: danger ? 'danger' : null, 'aria-label': label, disabled,
    ...Object.fromEntries(data) }, text);
}

// Figures in words

const numbers = new Intl.NumberFormat('en');

function count(value) {
  return numbers.format(value);
}

function duration(ms) {
  const seconds = ms / 1000;
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  }
  return seconds < 86400 ? `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`
    : `${Math.floor(seconds / 86400)} d ${Math.floor(seconds % 86400 / 3600)} h`;
}

function bytes(value) {
  return value < 1e9 ? `${(value / 1e6).toFixed(0)} MB` : `${(value / 1e9).toFixed(1)} GB`;
}

function clock(time) {
  return new Date(time).toLocaleTimeString('en-GB');
}

function plural(number, word) {
  return `${count(number)} ${word}${number === 1 ? '' : 's'}`;
}
