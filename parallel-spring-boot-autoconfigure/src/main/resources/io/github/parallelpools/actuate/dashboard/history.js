
// What the page has seen while it is open. Knows answers of the endpoint, and nothing of how they are shown.

const KEPT_MS = 5 * 60_000;

/** The figures of each pool at each answer: name -> [{at, queue, busy, kills}], of which kills are since the last. */
const samples = new Map();

function kills(pool) {
  return pool.totals.overtimeKilled + pool.totals.killed;
}

function notePools(pools, at) {
  for (const name of [...samples.keys()].filter((one) => !(one in pools))) {
    samples.delete(name);
  }
  for (const [name, pool] of Object.entries(pools)) {
    const kept = (samples.get(name) ?? []).filter((one) => one.at > at - KEPT_MS);
    const all = kills(pool);
    const last = kept.at(-1);
    kept.push({ at, queue: pool.queue.size, busy: pool.size.busy, all, kills: last ? Math.max(0, all - last.all) : 0 });
    samples.set(name, kept);
  }
}

/** The workers of the pools that were looked at: pool -> worker -> {id, from, to, spans: [{state, from, to}], marks} */
const lives = new Map();

/** When each of these was looked at first. */
const looks = new Map();

const MARKS = {
  'worker-killed': 'killed by hand', 'task-overtime': 'over time', 'worker-died': 'died', 'worker-replaced': 'replaced',
  'worker-abandoned': 'abandoned', 'worker-recycled': 'recycled', 'task-asked': 'asked to end',
};
const KILLS = new Set(['worker-killed', 'task-overtime', 'worker-died', 'worker-abandoned']);
const ENDS = new Set(['worker-ended', 'worker-died', 'worker-abandoned', 'start-failed']);

function noteWorkers(name, pool, at) {
  const known = lives.get(name) ?? new Map();
  lives.set(name, known);
  looks.set(name, looks.get(name) ?? at);
  for (const event of pool.events) {
    noteEvent(known, event);
  }
  const present = new Set(pool.workers.map((one) => one.id));
  for (const worker of pool.workers) {
    const life = lifeOf(known, worker.id, Date.parse(worker.startedAt));
    const last = life.spans.at(-1);
    const state = worker.state.toLowerCase();
    if (last?.state === state) {
      last.to = at;
    } else {
      if (!last && life.from < looks.get(name)) {
        life.spans.push({ state: 'unseen', from: life.from, to: at });
      }
      life.spans.push({ state, from: life.spans.at(-1)?.to ?? Math.min(life.from, at), to: at });
    }
    life.spans = life.spans.filter((span) => span.to > at - KEPT_MS);
  }
  for (const [id, life] of known) {
    if (!present.has(id)) {
      const last = life.spans.at(-1);
      life.to ??= last?.to ?? at;
      if (last) {
        last.to = life.to;
      }
      if (life.to < at - KEPT_MS) {
        known.delete(id);
      }
    }
  }
}

function lifeOf(known, id, from) {
  if (!known.has(id)) {
    known.set(id, { id, from, to: null, spans: [], marks: new Map() });
  }
  return known.get(id);
}

function noteEvent(known, event) {
  if (!event.worker) {
    return;
  }
  const at = Date.parse(event.at);
  if (!known.has(event.worker) && at < applicationNow() - KEPT_MS) {
    return;
  }
  const life = lifeOf(known, event.worker, at);
  if (event.type in MARKS) {
    life.marks.set(event.number, { at, text: MARKS[event.type], kill: KILLS.has(event.type) });
  }
  if (ENDS.has(event.type)) {
    life.to = at;
  }
}
