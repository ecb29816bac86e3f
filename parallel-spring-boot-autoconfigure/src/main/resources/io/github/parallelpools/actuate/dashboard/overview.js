
// All pools at a glance, the standalone tasks, the locks and the deadlocks. The cluster stands among them.

const STILL = new Set(['NEW', 'STARTING', 'PAUSING', 'PAUSED', 'STOPPING', 'UNAVAILABLE', 'DRAINING', 'LOST']);
const OFF = new Set(['STOPPED', 'FENCED']);

function stateTag(state) {
  return el('span', { class: `state ${STILL.has(state) ? 'still' : OFF.has(state) ? 'off' : ''}` }, state);
}

function figures(...pairs) {
  return el('dl', { class: 'figures' }, pairs.filter(Boolean).map(([term, value, hot]) =>
    el('div', {}, el('dt', {}, term), el('dd', { class: hot ? 'hot' : null }, value))));
}

function queueFigure(queue) {
  return ['Queue', queue.capacity < 2147483647 ? `${count(queue.size)} of ${count(queue.capacity)}` : count(queue.size),
    queue.size >= queue.capacity];
}

function trouble(pool) {
  return pool.trouble && el('p', { class: 'trouble', tabindex: '0', role: 'region', 'aria-label': 'Trouble' },
    `Since ${clock(pool.trouble.since)}: ${pool.trouble.message}`);
}

function overview(seen, now, cluster, operable) {
  const pools = Object.entries(seen.pools);
  return el('div', { 'data-key': 'overview' },
    el('h1', { tabindex: '-1' }, plural(pools.length, 'pool')),
    deadlocks(seen.deadlocks, seen.pools),
    el('div', { class: 'pools' }, pools.map(([name, pool]) => card(name, pool, now))),
    cluster, tasks(seen.tasks, operable),
    hangs('task-radar', 'Where standalone tasks hang', seen.taskRadar),
    seen.taskEvents.length > 0 && events('task-events', 'Events of standalone tasks', seen.taskEvents),
    locks(seen.locks, seen.pools));
}

function card(name, pool, now) {
  return el('article', { class: 'card', 'data-key': name, 'data-pool-card': name },
    el('div', { class: 'row' },
      el('h2', {}, el('a', { href: '#/pool/' + encodeURIComponent(name) }, name)),
      stateTag(pool.state), el('span', { class: 'soft' }, pool.kind)),
    figures(
      ['Workers', `${pool.size.current} of ${pool.size.max}`],
      queueFigure(pool.queue),
      ['Oldest wait', duration(pool.queue.oldestWaitMs)],
      ['Completed', count(pool.totals.completed)],
      ['Failed', count(pool.totals.failed)],
      ['Crashed', count(pool.totals.crashed)]),
    el('div', { class: 'curves' }, curves(name, now)),
    trouble(pool));
}

function table(label, heads, rows) {
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label },
    el('table', { class: 'folds' },
      el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, rows)));
}

function tasks(running, operable) {
  const heads = ['Task', 'State', 'Running', 'Progress', 'Worker'];
  return el('section', { 'data-key': 'tasks' }, el('h2', {}, 'Standalone tasks'),
    running.length === 0 ? el('p', { class: 'soft' }, 'None runs.')
      : table('Standalone tasks', operable ? [...heads, 'Operate'] : heads,
        running.map((task) => taskRow(task, operable))));
}

function taskRow(task, operable) {
  const does = (text, act, danger) => button(text, { act: 'task', action: act, task: task.id },
    { danger, label: `${text} ${task.id}` });
  return el('tr', { 'data-key': `${task.id} ${task.worker}` },
    el('td', {}, el('b', {}, task.name), el('br'), el('span', { class: 'soft' }, task.id)),
    el('td', {}, stateTag(task.state)),
    el('td', { class: 'time' }, duration(task.runningMs)),
    el('td', {}, progress(task.progress, task.id)),
    el('td', {}, task.worker, el('br'), el('span', { class: 'soft' }, task.pid ? `process ${task.pid}` : task.kind)),
    operable && el('td', {}, el('div', { class: 'row' },
      task.state === 'PAUSED' ? does('Resume', 'resume') : does('Pause', 'pause'),
      does('Stop', 'stop', true), does('Force stop', 'force-stop', true))));
}

function progress(told, whose) {
  if (!told) {
    return null;
  }
  const percent = `${Math.round(told.fraction * 100)} %`;
  return [el('progress', { max: 1, value: told.fraction, 'aria-label': `Progress of ${whose}` }),
    el('span', { class: 'soft' }, told.text ? `${percent}, ${told.text}` : percent)];
}

function locks(held, pools) {
  return el('section', { 'data-key': 'locks' }, el('h2', {}, 'Locks'),
    held.length === 0 ? el('p', { class: 'soft' }, 'Nobody has any.')
      : table('Locks', ['Lock', 'Held by', 'For', 'Waiting'], held.map((lock) => el('tr', { 'data-key': lock.name },
        el('td', {}, el('b', {}, lock.name)),
        el('td', {}, lockUser(lock.owner, pools, lock.holds > 1 ? `${lock.holds} times` : null)),
        el('td', { class: 'time' }, duration(lock.heldMs)),
        el('td', {}, lock.waiters.map((one) => lockUser(one.user, pools, waits(one))))))));
}

function waits({ waitingMs, timed }) {
  return `for ${duration(waitingMs)}${timed ? ', not for ever' : ''}`;
}

/** A thread that has a lock or waits for one, with the way to its pool. */
function lockUser(user, pools, more) {
  const facts = [user.pid && `process ${user.pid}`, user.task && `task ${user.task}`, more].filter(Boolean).join(', ');
  const name = user.worker ? (user.session === user.worker ? `${user.worker}, thread ${user.thread}` : user.worker)
    : [user.node, user.session, `thread ${user.thread}`].filter(Boolean).join(', ');
  return el('div', {},
    user.pool in pools ? el('a', { href: '#/pool/' + encodeURIComponent(user.pool) }, name) : name,
    facts && el('span', { class: 'soft' }, `, ${facts}`));
}

/** Who waits for whom, and never gets it. */
function deadlocks(found, pools) {
  return found.length > 0 && el('section', { 'data-key': 'deadlocks', class: 'trouble deadlocks', role: 'region',
    tabindex: '0', 'aria-label': 'Deadlocks' },
    el('h2', {}, plural(found.length, 'deadlock')),
    found.map((one) => el('div', { 'data-key': `deadlock ${one.number}` },
      el('p', {}, `Deadlock ${one.number}, since ${duration(one.lastingMs)}: each waits for a lock that the next one has, `
        + `the last for one of the first. ${one.mayEnd ? 'It may end by itself, as one waits for a limited time only.'
          : 'It ends when one of their tasks is ended, or a lock is released by hand.'}`),
      el('ol', {}, one.waits.map((wait) =>
        el('li', {}, lockUser(wait.user, pools, waits(wait)), 'waits for lock ', el('b', {}, wait.lock)))))));
}
