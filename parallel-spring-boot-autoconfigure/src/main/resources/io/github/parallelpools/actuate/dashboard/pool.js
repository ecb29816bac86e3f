
// One pool: its figures, controls, workers, events, dead letters and settings.

const BAD_EVENTS = new Set(['worker-died', 'worker-killed', 'worker-abandoned', 'start-failed', 'task-overtime',
  'dead-lettered', 'memory-short', 'hang-found', 'deadlock-found', 'kill-budget-exceeded', 'missed']);

function poolView(name, pool, now, operable) {
  return el('div', { 'data-key': `pool ${name}` },
    el('p', {}, el('a', { href: '#/' }, 'All pools')),
    el('div', { class: 'row' }, el('h1', { tabindex: '-1' }, name), stateTag(pool.state),
      el('span', { class: 'soft' }, pool.kind)),
    operable && controls(name, pool),
    trouble(pool),
    figures(
      ['Busy', count(pool.size.busy)], ['Idle', count(pool.size.idle)],
      ['Workers', `${pool.size.current} of ${pool.size.max}`],
      queueFigure(pool.queue), ['Oldest wait', duration(pool.queue.oldestWaitMs)],
      ['Submitted', count(pool.totals.submitted)], ['Completed', count(pool.totals.completed)],
      ['Failed', count(pool.totals.failed)], ['Cancelled', count(pool.totals.cancelled)],
      ['Rejected', count(pool.totals.rejected)], ['Over time', count(pool.totals.overtime)],
      ['Killed', count(kills(pool))], ['Crashed', count(pool.totals.crashed)],
      pool.size.abandoned > 0 && ['Abandoned', count(pool.size.abandoned), true]),
    el('div', { class: 'curves large' }, curves(name, now)),
    onAllNodes(name, pool.deadLettersUnknown),
    workers(name, pool, now, operable),
    hangs('radar', 'Where tasks hang', pool.radar),
    shadow(pool.shadow),
    pool.deadLettersUnknown ? unknownLetters(pool.deadLettersUnknown)
      : deadLetters(name, pool.deadLetters, operable, 'replay.directory' in pool.configuration),
    events('events', 'Events', pool.events),
    settings(name, pool.settings, operable, pool.shadow ? [...SETTINGS, 'shadow.share'] : SETTINGS));
}

function missingView(message) {
  return el('div', { 'data-key': 'missing' }, el('p', {}, el('a', { href: '#/' }, 'All pools')),
    el('h1', { tabindex: '-1' }, 'No such pool'), el('p', {}, message));
}

function controls(name, pool) {
  const does = (text, action, danger) => button(text, { act: 'pool', action, pool: name }, { danger });
  const { state } = pool;
  const stopped = state === 'STOPPED' || state === 'NEW';
  return el('div', { class: 'actions', role: 'group', 'aria-label': `Operate ${name}`, 'data-key': 'controls' },
    stopped && does('Start', 'start'),
    ['PAUSING', 'PAUSED'].includes(state) && does('Resume', 'resume'),
    ['STARTING', 'RUNNING'].includes(state) && does('Pause', 'pause'),
    !stopped && state !== 'STOPPING' && does('Stop', 'stop', true),
    !stopped && does('Force stop', 'force-stop', true),
    !stopped && does('Renew workers', 'renew'),
    el('form', { class: 'resize', 'data-resize': name, 'data-key': 'resize' },
      el('label', {}, 'Workers, min', el('input', { name: 'minSize', type: 'number', min: 0, max: 10000, required: true, value: pool.size.min })),
      el('label', {}, 'max', el('input', { name: 'maxSize', type: 'number', min: 1, max: 10000, required: true, value: pool.size.max })),
      el('button', {}, 'Resize')));
}

function workers(name, pool, now, operable) {
  const known = lives.get(name) ?? new Map();
  const present = pool.workers.map((one) => one.id);
  const from = tracksFrom(name, now);
  const gone = [...known.values()].filter((life) => !present.includes(life.id) && life.to > from)
    .sort((one, other) => other.to - one.to);
  return el('section', { 'data-key': 'workers' }, el('h2', {}, 'Workers'),
    el('p', { class: 'soft' }, `The last ${duration(now - from)}, from left to right`),
    legend(),
    present.length + gone.length === 0 ? el('p', { class: 'soft' }, 'There is none at the moment.')
      : el('div', { class: 'card' },
        pool.workers.map((one) => worker(name, one, known.get(one.id), from, now, operable)),
        gone.slice(0, 12).map((life) => el('div', { class: 'worker gone', 'data-key': life.id },
          el('div', { class: 'who' }, el('b', {}, life.id), el('span', { class: 'soft' }, `gone at ${clock(life.to)}`)),
          track(life, from, now)))));
}

function worker(pool, one, life, from, now, operable) {
  const facts = [one.pid && `process ${one.pid}`, one.residentMemory && bytes(one.residentMemory),
    plural(one.tasks, 'task'), `since ${clock(one.startedAt)}`].filter(Boolean);
  return el('div', { class: 'worker', 'data-key': one.id },
    el('div', { class: 'who' }, el('b', {}, one.id), ' ', one.state.toLowerCase(),
      el('span', { class: 'soft' }, facts.join(', ')),
      one.task && el('span', { class: 'soft' }, `runs ${one.task.id} for ${duration(one.task.runningMs)}`),
      one.task && progress(one.task.progress, one.task.id)),
    track(life, from, now),
    el('div', { class: 'row' },
      button('Stacks', { act: 'stacks', pool, worker: one.id }, { label: `Stacks of ${one.id}` }),
      operable && button('Kill', { act: 'kill', pool, worker: one.id }, { danger: true, label: `Kill ${one.id}` })));
}

/** Where in the application's code tasks hang. */
function hangs(key, heading, radar) {
  return radar && el('section', { 'data-key': key }, el('h2', {}, heading),
    radar.summary && el('p', {}, radar.summary),
    table(heading, ['Place', 'Slow', 'Killed', 'Saved'], radar.places.map((one) =>
      el('tr', { 'data-key': one.name },
        el('td', {}, one.name), el('td', {}, count(one.slow)), el('td', { class: one.killed > 0 ? 'bad' : null },
          count(one.killed)), el('td', {}, count(one.saved))))));
}

/** What copies of the pool's tasks have shown that were run in processes, too. */
function shadow(report) {
  return report && el('section', { 'data-key': 'shadow' }, el('h2', {}, 'Shadow'),
    el('p', { class: 'soft' }, `${report.share} % of the tasks are copied to processes`),
    figures(['Sampled', count(report.sampled)], ['Pending', count(report.pending)],
      ...Object.entries(report.verdicts).map(([verdict, number]) => [sentence(verdict), count(number),
        number > 0 && !['equal', 'dropped', 'not-repeatable'].includes(verdict)]),
      ['Slower by', `${report.times.slowerByMs.toFixed(1)} ms`], ['Largest process', bytes(report.memory.mostResident)]),
    report.findings.length > 0 && table('Findings', ['What', 'Work', 'Times', 'Last', 'Words'], report.findings.map((one, i) =>
      el('tr', { 'data-key': i },
        el('td', {}, sentence(one.verdict)), el('td', {}, one.work), el('td', {}, count(one.count)),
        el('td', { class: 'time' }, clock(one.at)), el('td', {}, words(one.text))))));
}

function sentence(name) {
  return name[0].toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

/** Those of a pool of the cluster are not known while its store does not answer. */
function unknownLetters(why) {
  return el('section', { 'data-key': 'letters' }, el('h2', {}, 'Dead letters'), el('p', { class: 'soft' }, why));
}

function deadLetters(pool, letters = [], operable, written) {
  const heads = ['Task', 'Since', 'Attempts', 'Cause'];
  const does = (text, action, letter, danger) => button(text, { act: 'letter', action, pool, task: letter.id },
    { danger, label: `${text} ${letter.id}` });
  return letters.length > 0 && el('section', { 'data-key': 'letters' }, el('h2', {}, 'Dead letters'),
    table('Dead letters', operable ? [...heads, 'Operate'] : heads, letters.map((letter) =>
      el('tr', { 'data-key': letter.id },
        el('td', {}, letter.id), el('td', { class: 'time' }, clock(letter.at)),
        el('td', {}, `${plural(letter.attempts, 'attempt')}, ${plural(letter.workersKilled, 'worker')} killed`),
        el('td', {}, words(letter.cause), letter.replayFile && el('p', {}, `Written to ${letter.replayFile}`)),
        operable && el('td', {}, el('div', { class: 'row' },
          does('Resend', 'resend', letter), written && !letter.replayFile && does('Write', 'write', letter),
          does('Remove', 'remove', letter, true)))))));
}

/** The first line of a text; the rest unfolds. */
function words(text) {
  const end = text.indexOf('\n');
  return end < 0 ? text
    : el('details', {}, el('summary', {}, text.slice(0, end)), el('pre', {}, text.slice(end + 1)));
}

function events(key, heading, told) {
  return el('section', { 'data-key': key }, el('h2', {}, heading),
    told.length === 0 ? el('p', { class: 'soft' }, 'Nothing has happened.')
      : table(heading, ['Time', 'What', 'Worker', 'Task', 'Words'], told.toReversed().map((event) =>
        el('tr', { 'data-key': event.number },
          el('td', { class: 'time' }, clock(event.at)),
          el('td', { class: BAD_EVENTS.has(event.type) ? 'bad' : null }, event.type.replaceAll('-', ' ')),
          el('td', {}, event.worker), el('td', {}, event.task), el('td', {}, words(event.text))))));
}

/** What can be changed while the pool works. */
const SETTINGS = ['worker-overtime', 'overtime-policy', 'soft-overtime', 'slow-after', 'kill-grace', 'max-replacements',
  'min-size', 'max-size', 'spares', 'worker-release-time', 'queue.capacity', 'queue.when-full', 'queue.block-timeout',
  'kill-budget.max-kills', 'kill-budget.max-rate', 'kill-budget.per', 'kill-budget.then',
  'retry.max-attempts', 'retry.quarantine-after', 'retry.dead-letters', 'start-failure-timeout',
  'recycle.max-tasks', 'recycle.max-age', 'recycle.max-memory'];

function settings(pool, { changedFrom, ...set }, operable, names) {
  const changed = Object.entries(changedFrom);
  return el('section', { 'data-key': 'settings' }, el('h2', {}, 'Settings'),
    changed.length > 0 && el('div', { class: 'row', 'data-key': 'changed' },
      el('p', {}, `Changed; configured is ${changed.map(([name, value]) => `${name}: ${value}`).join(', ')}.`),
      operable && button('Reset', { act: 'pool', action: 'reset', pool })),
    operable && el('form', { class: 'actions resize', 'data-change': pool, 'data-key': 'change' },
      el('label', {}, 'Setting', el('select', { name: 'setting' }, names.map((name) => el('option', {}, name)))),
      el('label', {}, 'New value', el('input', { name: 'value', required: true, placeholder: '5s' })),
      el('button', {}, 'Change')),
    el('details', {}, el('summary', {}, plural(Object.keys(set).length, 'setting')),
      figures(...Object.entries(set).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') || '-' : String(value)]))));
}
