
// Curves and tracks of time. Each has a text that says the same.

/** A curve begins with the first answer, but is no shorter than this. */
const SHORTEST_MS = 30_000;

const CURVES = { queue: 'Queue', busy: 'Busy', kills: 'Kills' };

/** The three curves of a pool. */
function curves(name, now) {
  const seen = samples.get(name) ?? [];
  return Object.keys(CURVES).map((figure) => curve(figure, seen, now));
}

function curve(figure, seen, now) {
  const values = seen.map((one) => one[figure]);
  const most = Math.max(0, ...values);
  const total = values.reduce((sum, one) => sum + one, 0);
  const word = figure === 'kills' ? count(total) : count(values.at(-1) ?? 0);
  const text = figure === 'kills' ? `Kills while the page is open, in the last 5 minutes: ${word}`
    : `${CURVES[figure]}: ${word} now, at most ${count(most)} while the page is open, in the last 5 minutes`;
  const from = Math.min(seen[0]?.at ?? now, now - SHORTEST_MS);
  return el('figure', { class: `curve ${figure}` },
    el('figcaption', {}, el('span', {}, CURVES[figure]), el('span', {}, word)),
    el('svg', { viewBox: '0 0 300 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': text },
      figure === 'kills' ? el('path', { d: bars(seen, most, from, now) }) : lines(seen, figure, most, from, now)));
}

function x(at, from, now) {
  return (300 * (at - from) / (now - from)).toFixed(1);
}

function y(value, most) {
  return (98 - 92 * value / Math.max(1, most)).toFixed(1);
}

function lines(seen, figure, most, from, now) {
  if (seen.length === 0) {
    return [];
  }
  const points = seen.map((one) => `${x(one.at, from, now)},${y(one[figure], most)}`);
  const line = 'M' + points.join('L');
  return [
    el('path', { class: 'area', d: `${line}L${x(seen.at(-1).at, from, now)},100L${x(seen[0].at, from, now)},100Z` }),
    el('path', { d: line }),
  ];
}

function bars(seen, most, from, now) {
  return seen.filter((one) => one.kills > 0)
    .map((one) => `M${x(one.at, from, now)},100V${y(one.kills, most)}`).join('');
}

/** Since when tracks are shown: since the pool was looked at, a minute at least. */
function tracksFrom(name, now) {
  return Math.max(now - KEPT_MS, Math.min(looks.get(name) ?? now, now - 60_000));
}

/** What one worker did since then. */
function track(life, from, now) {
  const left = (at) => Math.max(0, 100 * (at - from) / (now - from));
  const spans = life.spans.length > 0 ? life.spans : [{ state: 'unseen', from: life.from, to: life.to ?? now }];
  const marks = [...life.marks.values()].filter((mark) => mark.at > from);
  return el('div', { class: 'track', role: 'img', 'aria-label': trackText(life, marks, from, now) },
    spans.map((span) => el('i', { class: span.state, title: `${span.state === 'unseen' ? 'not seen' : span.state} from ${clock(span.from)}`,
      style: { left: `${left(span.from)}%`, right: `${Math.max(0, 100 - left(span.to))}%` } })),
    marks.map((mark) => el('i', { class: mark.kill ? 'mark killed' : 'mark', title: `${mark.text} at ${clock(mark.at)}`,
      style: { left: `${left(mark.at)}%` } })));
}

function trackText(life, marks, from, now) {
  const time = (state) => life.spans.filter((span) => span.state === state)
    .reduce((sum, span) => sum + Math.max(0, span.to - Math.max(span.from, from)), 0);
  const words = [`${life.id} in the last ${duration(now - from)}, as far as seen: busy for ${duration(time('busy'))}`,
    `idle for ${duration(time('idle'))}`];
  return words.concat(marks.map((mark) => `${mark.text} at ${clock(mark.at)}`)).join(', ');
}

function legend() {
  const item = (kind, text) => el('li', {}, el('span', { class: 'track' }, el('i', { class: kind })), text);
  return el('ul', { class: 'legend' }, item('busy', 'busy'), item('idle', 'idle'), item('starting', 'starting'), item('unseen', 'before the page looked'),
    item('mark killed', 'killed, over time or died'), item('mark', 'replaced, recycled or asked'));
}
