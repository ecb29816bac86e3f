
// The endpoint: asks it and operates it. Knows nothing of the page.

const ENDPOINT = new URL(document.querySelector('meta[name=endpoint]').content, location.href).href;
const PATIENCE_MS = 10_000;

/** An answer that is no success, with the endpoint's own words if it has some. */
class Refused extends Error {

  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether somebody else may do it, but not who looks at this page. */
  get forbidden() {
    return [401, 403, 405].includes(this.status);
  }

}

const WORDS = {
  401: 'You are not signed in. Reload the page.',
  403: 'You may not do this.',
  404: 'There is no such endpoint. Expose parallelpools beside parallelpoolsui.',
  405: 'The endpoint is read-only. Its access is set by management.endpoint.parallelpools.access.',
};

/** How far the application's clock is ahead of the browser's. */
let ahead = 0;

/** What the application's clock shows, which has made all times that are shown. */
function applicationNow() {
  return Date.now() + ahead;
}

/** The answer was written in the second that its header names, and after it was asked for: else the clocks differ. */
function noteClock(answer, askedAt) {
  const written = Date.parse(answer.headers.get('Date'));
  if (written > applicationNow()) {
    ahead += written - applicationNow();
  } else if (written + 1000 < askedAt) {
    ahead -= askedAt - written - 1000;
  }
}

async function request(method, path, body) {
  const askedAt = applicationNow();
  const answer = await fetch(ENDPOINT + path.map((part) => '/' + encodeURIComponent(part)).join(''), {
    method,
    cache: 'no-store',
    headers: { Accept: 'application/json', ...csrf(), ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  noteClock(answer, askedAt);
  if (method === 'OPTIONS') {
    return answer;
  }
  const json = answer.headers.get('Content-Type')?.includes('json');
  const content = json ? await answer.json() : null;
  if (!answer.ok) {
    throw new Refused(answer.status, content?.message ?? content?.detail ?? WORDS[answer.status] ?? `The answer was ${answer.status}.`);
  }
  if (!json) {
    throw new Refused(401, WORDS[401]); // A page to sign in, most likely
  }
  return content;
}

/** What Spring Security's CookieCsrfTokenRepository wants to see again. */
function csrf() {
  const token = document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)?.[1];
  return token ? { 'X-XSRF-TOKEN': decodeURIComponent(token) } : {};
}

const endpoint = {

  pools: () => request('GET', []),

  pool: (pool) => request('GET', [pool]),

  stacks: (pool, worker) => request('GET', [pool, worker, 'stacks']),

  operatePool: (pool, what) => request('POST', [pool], what),

  operateTask: (what) => request('POST', [], what),

  cluster: () => request('GET', ['cluster']),

  operateNode: (node, action) => request('POST', ['cluster'], { action, node }),

  operateEverywhere: (pool, what) => request('POST', ['cluster', pool], what),

  operateClusterTask: (task, what) => request('POST', ['cluster', 'tasks', task], what),

  kill: (pool, worker) => request('DELETE', [pool, worker]),

  /** Whether whoever looks at this page may operate pools: the endpoint tells which methods it takes. */
  async operable() {
    const answer = await request('OPTIONS', []);
    if (answer.status >= 500) {
      throw new Refused(answer.status, `The answer was ${answer.status}.`); // Of a proxy, most likely
    }
    const methods = answer.headers.get('Allow');
    return answer.ok && (!methods || methods.includes('POST'));
  },

};
