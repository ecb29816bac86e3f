
// The page: asks again and again, shows the answers, and does what is clicked.

const INTERVAL_MS = 2000;

const part = (id) => document.getElementById(id);
/** What was answered, and which round of asking is the latest: the answers of an earlier one are not shown. */
const page = { seen: null, pool: null, operable: null, lastAnswer: null, lost: null, timer: null, round: 0, shown: null };

/** The name of the pool that the address names, null for the overview. */
function route() {
  const match = location.hash.match(/^#\/pool\/(.+)$/);
  return match && decoded(match[1]);
}

/** What is written wrongly is taken as it stands. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function ask() {
  clearTimeout(page.timer);
  const name = route();
  const round = ++page.round;
  let answer;
  try {
    if (page.operable === null || page.lost) {
      page.operable = await endpoint.operable(); // What comes back may be another release
    }
    const [seen, pool] = await Promise.all([endpoint.pools(), name && endpoint.pool(name).catch(missing)]);
    answer = { seen, pool, lastAnswer: applicationNow(), lost: null };
  } catch (failure) {
    answer = { lost: said(failure) };
  }
  if (round === page.round) {
    Object.assign(page, answer);
    if (!page.lost) {
      note(name);
    }
    show();
    if (!page.lost && page.seen.cluster) {
      askCluster().then(show);
    }
    page.timer = setTimeout(askIfSeen, INTERVAL_MS);
  }
}

/** Nobody is asked for what nobody sees: the page asks again once it is seen. */
function askIfSeen() {
  if (!document.hidden) {
    ask();
  }
}

function note(name) {
  notePools(page.seen.pools, page.lastAnswer);
  if (page.pool && !page.pool.missing) {
    noteWorkers(name, page.pool, page.lastAnswer);
  }
}

/** A pool that is not there is no reason to call everything else stale. */
function missing(failure) {
  if (failure.status !== 404) {
    throw failure;
  }
  return { missing: failure.message };
}

function said(failure) {
  return failure instanceof Refused ? failure.message : 'The application does not answer.';
}

function show() {
  showState();
  const name = route();
  if (!page.seen || (name && !page.pool)) {
    return;
  }
  const now = page.lastAnswer;
  const wanted = page.pool?.missing ? missingView(page.pool.missing) : name ? poolView(name, page.pool, now, page.operable) : overviewOf(page, now);
  if (page.lost) {
    wanted.querySelectorAll('button, input').forEach((one) => { one.disabled = true; });
  }
  morphChildren(part('main'), [wanted]);
  document.title = name ? `${name}, parallel pools` : 'Parallel pools';
  if (page.shown !== null && page.shown !== location.hash) {
    part('main').querySelector('h1').focus();
  }
  page.shown = location.hash;
}

function overviewOf({ seen, operable }, now) {
  return overview(seen, now, seen.cluster && clusterView(seen.cluster, seen.pools, operable), operable);
}

function showState() {
  const { lost, lastAnswer, operable } = page;
  document.body.classList.toggle('stale', Boolean(lost));
  part('live').classList.toggle('lost', Boolean(lost));
  setText(part('live'), lost ? 'Not connected' : 'Live');
  setText(part('access'), operable === false ? 'Read-only' : '');
  part('stale').hidden = !lost;
  setText(part('stale'), lost ? (lastAnswer ? `${lost} What is shown is from ${clock(lastAnswer)}.` : lost) : '');
}

/** Says nothing again that was said: a screen reader would. */
function setText(where, text) {
  if (where.textContent !== text) {
    where.textContent = text;
  }
}

function notice(text, bad = false) {
  const where = part('notice');
  where.hidden = false;
  where.classList.toggle('bad', bad);
  where.textContent = text;
}

// Operations: each says what it will do before it does it.

const POOL_WORDS = {
  pause: 'Running tasks end; no more are started until it is resumed.',
  resume: 'Waiting tasks are started again.',
  start: 'Workers are started and take waiting tasks.',
  stop: 'New tasks are refused, running ones may end, waiting ones stay.',
  'force-stop': 'New tasks are refused and running ones are ended by force.',
  renew: 'Each worker leaves after its task, once another one is ready.',
  reset: 'All settings are again what is configured.',
};
const TASK_WORDS = {
  pause: 'It waits at its next checkpoint.',
  resume: 'It goes on.',
  stop: 'It is asked to end by itself at its next checkpoint.',
  'force-stop': 'It is ended by force, a process with all that it has started.',
};
const NODE_WORDS = {
  drain: 'It claims no more tasks; what it runs goes on, and others take what waits.',
  resume: 'It claims tasks again.',
};
const EVERYWHERE_WORDS = {
  pause: 'Running tasks end; no node starts another one until it is resumed, nor do those that join later.',
  resume: 'All nodes take waiting tasks again.',
  stop: 'All nodes refuse new tasks and let running ones end; what waits stays in the store.',
  start: 'It starts on the nodes on which an order has stopped it.',
};
const LETTER_WORDS = {
  resend: 'It runs again as a new task, and may kill its worker again.',
  write: 'What it was given is written to a file where the application runs, with how it ended.',
  remove: 'It is forgotten for good.',
};

const OPERATIONS = {

  pool: ({ action, pool }) => ({
    title: `${verb(action)} pool ${pool}?`, text: POOL_WORDS[action], does: () => endpoint.operatePool(pool, { action }),
  }),

  task: ({ action, task }) => ({
    title: `${verb(action)} task ${task}?`, text: TASK_WORDS[action], does: () => endpoint.operateTask({ action, task }),
  }),

  letter: ({ action, pool, task }) => ({
    title: `${verb(action)} dead letter ${task}?`, text: LETTER_WORDS[action],
    does: () => endpoint.operatePool(pool, { action, task }),
  }),

  node: ({ action, node, name }) => ({
    title: `${verb(action)} node ${name}?`, text: NODE_WORDS[action], does: () => endpoint.operateNode(node, action),
  }),

  everywhere: ({ action, pool }) => ({
    title: `${verb(action)} pool ${pool} on all nodes?`, text: EVERYWHERE_WORDS[action],
    does: () => endpoint.operateEverywhere(pool, { action }),
  }),

  clusterTask: ({ action, task }) => ({
    title: `${verb(action)} task ${task} of the cluster?`, text: TASK_WORDS[action],
    does: () => endpoint.operateClusterTask(task, { action, task }),
  }),

  kill: ({ pool, worker }) => ({
    title: `Kill worker ${worker}?`, text: 'The task that it runs fails, unless it may be run again.',
    does: () => endpoint.kill(pool, worker),
  }),

};

function verb(action) {
  return action.charAt(0).toUpperCase() + action.slice(1).replace('-', ' ');
}

async function operate({ title, text, does }) {
  if (!await confirmed(title, text)) {
    return;
  }
  try {
    const { desiredVersion, wanted } = await does();
    const how = desiredVersion ? `Ordered, version ${count(desiredVersion)}` : wanted ? 'Ordered' : 'Done';
    notice(`${how}: ${title.replace('?', '')}.`);
  } catch (failure) {
    if (failure.forbidden) {
      page.operable = false;
    }
    notice(`${title.replace('?', '')}: ${said(failure)}`, true);
  }
  ask();
}

function confirmed(title, text) {
  const dialog = part('confirm');
  part('confirm-title').textContent = title;
  part('confirm-text').textContent = text;
  dialog.querySelector('[value=yes]').textContent = title.split(' ')[0];
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

async function showStacks(pool, worker) {
  const asked = part('stacks-again').dataset;
  Object.assign(asked, { act: 'stacks', pool, worker });
  // An answer may come when the stacks of another worker are asked for.
  const isAskedFor = () => asked.pool === pool && asked.worker === worker;
  part('stacks-title').textContent = `What ${worker} does`;
  part('stacks-told').textContent = 'Asking';
  if (!part('stacks').open) {
    part('stacks-text').textContent = '';
    part('stacks').showModal();
  }
  try {
    const told = await endpoint.stacks(pool, worker);
    if (isAskedFor()) {
      part('stacks-told').textContent = told.message ?? `At ${clock(told.at)}`;
      part('stacks-text').textContent = told.stacks ?? '';
    }
  } catch (failure) {
    if (isAskedFor()) {
      part('stacks-told').textContent = said(failure);
    }
  }
}

document.addEventListener('click', (event) => {
  const data = event.target.closest('[data-act]')?.dataset;
  if (data?.act === 'stacks') {
    showStacks(data.pool, data.worker);
  } else if (data) {
    operate(OPERATIONS[data.act](data));
  }
});

document.addEventListener('submit', (event) => {
  const { resize: pool, change, everywhere } = event.target.dataset;
  if (everywhere) {
    event.preventDefault();
    const { minSize, maxSize } = Object.fromEntries(new FormData(event.target));
    operate({
      title: `Resize pool ${everywhere} on all nodes?`,
      text: `It keeps ${minSize} workers on each node and has ${maxSize} there at most.`,
      does: () => endpoint.operateEverywhere(everywhere, { action: 'resize', minSize, maxSize }),
    });
  }
  if (change) {
    event.preventDefault();
    const { setting, value } = Object.fromEntries(new FormData(event.target));
    operate({
      title: `Change ${setting} of pool ${change}?`, text: `It becomes ${value} at once, also for tasks that run.`,
      does: () => endpoint.operatePool(change, { action: 'change', setting, value }),
    });
  }
  if (pool) {
    event.preventDefault();
    const { minSize, maxSize } = Object.fromEntries(new FormData(event.target));
    operate({
      title: `Resize pool ${pool}?`, text: `It keeps ${minSize} workers and has ${maxSize} at most.`,
      does: () => endpoint.operatePool(pool, { action: 'resize', minSize, maxSize }),
    });
  }
});

addEventListener('hashchange', () => { page.pool = null; ask(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) { ask(); } });

if (window.top === window.self) {
  ask();
} else {
  notice('This page is not shown inside of another one.', true); // Whose buttons would lie above its own
}
