
// The cluster: this instance in it, the nodes and what they run, the pools on all nodes, its standalone tasks, the locks.

/** The last answer of the store, when it came, and why there is no later one. */
const heard = { answer: null, at: null, lost: null, asks: false };

/** Asks apart from everything else, as the store may take its time; one question at a time. */
async function askCluster() {
  if (heard.asks) {
    return;
  }
  heard.asks = true;
  try {
    Object.assign(heard, { answer: await endpoint.cluster(), at: applicationNow(), lost: null });
  } catch (failure) {
    heard.lost = failure instanceof Refused ? failure.message : 'The store of the cluster has not answered in time.';
  }
  heard.asks = false;
}

function clusterView(self, pools, operable) {
  const { answer, at, lost } = heard;
  const view = el('section', { 'data-key': 'cluster' },
    el('div', { class: 'row' },
      el('h2', {}, answer?.installation ? `Cluster ${answer.installation}` : 'Cluster'), stateTag(self.state),
      el('span', { class: 'soft' }, self.state === 'LIVE' ? 'This instance takes part.' : SELF_WORDS[self.state])),
    el('p', { class: 'soft' }, self.node ? `Node ${self.node}` : 'It is no node at present.'),
    figures(['This node', self.name], ['Store', self.store], ['Renewed', `${duration(self.renewedMs)} ago`]),
    lost && el('p', { class: 'trouble', tabindex: '0', role: 'region', 'aria-label': 'Trouble of the cluster' },
      answer ? `${lost} What is shown below is from ${clock(at)}.` : lost),
    answer ? clusterParts(answer, pools, operable) : !lost && el('p', { class: 'soft' }, 'Asking the store.'));
  if (lost) {
    view.querySelectorAll('button, input').forEach((one) => { one.disabled = true; });
  }
  return view;
}

const SELF_WORDS = {
  UNAVAILABLE: 'The store does not answer; what runs here goes on until the fence.',
  FENCED: 'This instance claims nothing, as its tasks and locks may belong to others. It joins when the store answers.',
};

function clusterParts({ nodes, pools, locks, tasks, desiredVersion }, here, operable) {
  return el('div', { 'data-key': 'parts', class: heard.lost ? 'past' : null },
    el('h3', {}, plural(nodes.length, 'node')),
    table('Nodes of the cluster', withControls(['Node', 'There', 'Lease', 'Build', 'Runs'], operable),
      nodes.map((node) => nodeRow(node, operable))),
    el('h3', {}, 'Pools on all nodes'),
    table('Pools on all nodes', withControls(['Pool', 'Queued', 'Running', 'Oldest wait', 'Dead letters', 'Ordered'], operable),
      Object.entries(pools).map(([name, pool]) => everywhereRow(name, pool, here[name], operable))),
    el('p', { class: 'soft' }, desiredVersion > 0 ? `The last order is version ${count(desiredVersion)}.`
      : 'Nothing was ordered yet.'),
    el('h3', {}, 'Standalone tasks of the cluster'),
    tasks.length === 0 ? el('p', { class: 'soft' }, 'No node executes any.')
      : table('Standalone tasks of the cluster', withControls(['Task', 'State', 'Executed by', 'Executed', 'Progress', 'Wanted'], operable),
        tasks.map((task) => clusterTaskRow(task, operable))),
    el('h3', {}, 'Locks of the cluster'),
    locks.length === 0 ? el('p', { class: 'soft' }, 'No node has any.')
      : table('Locks of the cluster', ['Lock', 'Node', 'Held by', 'Token'], locks.map((lock) => lockRow(lock, nodes))));
}

function withControls(names, operable) {
  return operable ? [...names, 'Operate'] : names;
}

function nodeRow(node, operable) {
  const { draining, pools = {} } = node.status;
  const [text, action] = draining ? ['Resume', 'resume'] : ['Drain', 'drain'];
  return el('tr', { 'data-key': node.id },
    el('td', {}, el('div', { class: 'row' }, el('b', {}, node.name), draining && stateTag('DRAINING'),
      node.self && el('span', { class: 'soft' }, 'this instance')), el('span', { class: 'soft' }, node.id)),
    el('td', { class: 'time' }, `for ${duration(node.ageMs)}`),
    el('td', { class: 'time' }, `${duration(node.leaseMs)} left`),
    el('td', {}, `build ${node.build}`),
    el('td', {}, Object.entries(pools).map(([name, pool]) => el('div', { class: 'row' }, el('b', {}, name),
      `${count(pool.busy)} of ${count(pool.size)} busy`, stateTag(pool.state)))),
    operable && el('td', {}, button(text, { act: 'node', action, node: node.id, name: node.name },
      { label: `${text} ${node.name} ${node.id}` })));
}

function everywhereRow(name, pool, here, operable) {
  const does = (text, action, danger) => button(text, { act: 'everywhere', action, pool: name },
    { danger, label: `${text} ${name} on all nodes` });
  const { minSize, maxSize } = sizes(pool.desired, here);
  return el('tr', { 'data-key': name },
    el('td', {}, el('a', { href: '#/pool/' + encodeURIComponent(name) }, name)),
    el('td', { class: 'time' }, `${count(pool.queued)} queued`),
    el('td', { class: 'time' }, `${count(pool.running)} running`),
    el('td', { class: 'time' }, pool.queued > 0 ? `oldest waits ${duration(pool.oldestWaitMs)}` : 'none waits'),
    el('td', { class: pool.dead > 0 ? 'time bad' : 'time' }, `${count(pool.dead)} dead`),
    el('td', {}, ordered(pool.desired)),
    operable && el('td', { class: 'wide' },
      el('div', { class: 'row' }, does('Pause', 'pause'), does('Resume', 'resume'), does('Stop', 'stop', true),
        does('Start', 'start')),
      el('form', { class: 'resize', 'data-everywhere': name },
        el('label', {}, 'Workers per node, min', sizeField('minSize', 0, minSize, name)),
        el('label', {}, 'max', sizeField('maxSize', 1, maxSize, name)),
        el('button', { 'aria-label': `Resize ${name} on all nodes` }, 'Resize'))));
}

/** What waits and runs for one pool of the cluster, or why that is not known. */
function onAllNodes(name, silent) {
  const { answer, at, lost } = heard;
  const known = answer?.pools[name];
  return (known || (silent && lost)) && el('section', { 'data-key': 'everywhere' }, el('h2', {}, 'On all nodes'),
    lost && el('p', { class: 'trouble', tabindex: '0', role: 'region', 'aria-label': 'Trouble of the cluster' },
      known ? `${lost} The figures are from ${clock(at)}.` : lost),
    known && el('div', { class: lost ? 'past' : null, 'data-key': 'figures' },
      figures(['Queued', count(known.queued)], ['Running', count(known.running)],
        ['Oldest wait', known.queued > 0 ? duration(known.oldestWaitMs) : 'none waits'], ['Dead letters', count(known.dead)])));
}

function clusterTaskRow(task, operable) {
  const does = (text, action, danger) => button(text, { act: 'clusterTask', action, task: task.name },
    { danger, label: `${text} ${task.name} of the cluster` });
  return el('tr', { 'data-key': `task ${task.name}` },
    el('td', {}, el('b', {}, task.name)),
    el('td', {}, stateTag(task.state)),
    el('td', {}, task.instance, el('br'), el('span', { class: 'soft' }, task.node)),
    el('td', { class: 'time' }, `for ${duration(Math.max(0, applicationNow() - Date.parse(task.since)))}`, el('br'),
      el('span', { class: 'soft' }, `attempt ${count(task.attempt)}, token ${task.token}`)),
    el('td', {}, progress(task.progress, task.name)),
    el('td', {}, task.wanted ? [verb(task.wanted.action), ' ', el('span', { class: 'soft' }, `by ${task.wanted.by}`)]
      : el('span', { class: 'soft' }, 'nothing')),
    operable && el('td', {}, el('div', { class: 'row' },
      task.state === 'PAUSED' ? does('Resume', 'resume') : does('Pause', 'pause'),
      does('Stop', 'stop', true), does('Force stop', 'force-stop', true))));
}

/** What was ordered, or else what this instance has. */
function sizes(desired, here) {
  return { minSize: desired?.minSize ?? here?.size.min, maxSize: desired?.maxSize ?? here?.size.max };
}

function sizeField(name, min, value, pool) {
  return el('input', { name, type: 'number', min, max: 10000, required: true, value,
    'aria-label': `Workers of ${pool} on each node, ${name === 'minSize' ? 'min' : 'max'}` });
}

function ordered(desired) {
  if (!desired) {
    return el('span', { class: 'soft' }, 'nothing ordered');
  }
  return el('div', { class: 'row' }, desired.state && stateTag(desired.state),
    desired.maxSize && `${count(desired.minSize)} to ${count(desired.maxSize)} workers`,
    el('span', { class: 'soft' }, `by ${desired.by}`));
}

function lockRow(lock, nodes) {
  return el('tr', { 'data-key': lock.name },
    el('td', {}, el('b', {}, lock.name)),
    el('td', {}, nodes.find((node) => node.id === lock.node)?.name ?? lock.node),
    el('td', {}, lock.owner),
    el('td', { class: 'time' }, `token ${lock.token}`));
}
