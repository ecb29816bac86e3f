// Measures pools of Node; prints a line for each figure: its name and the value.
// pools.mjs <warm-up ms> <time ms> <repeats> <queued> piscina|workerpool tasks|one
import {readFileSync} from 'node:fs';
import {Piscina} from 'piscina';
import workerpool from 'workerpool';

const BATCH = 2000;
const TICK_MICROS = 10_000;
const [warmUp, time] = process.argv.slice(2, 4).map(Number);
const [kind, what] = process.argv.slice(6, 8);
const workers = what === 'one' ? 1 : 2;

function open() {
  if (kind === 'piscina') {
    const file = new URL('./piscina-worker.mjs', import.meta.url).href;
    const pool = new Piscina({filename: file, minThreads: workers, maxThreads: workers});
    return {run: (item) => pool.run(item), close: () => pool.destroy()};
  }
  const file = new URL('./workerpool-worker.mjs', import.meta.url).pathname;
  const pool = workerpool.pool(file, {workerType: 'process', minWorkers: workers, maxWorkers: workers});
  return {run: (item) => pool.exec('echo', [item]), close: () => pool.terminate()};
}

// The CPU time of this process with its threads, and of its children
function cpuMicros() {
  const own = process.cpuUsage();
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim();
  return children.split(' ').filter(Boolean).map(childMicros).reduce((a, b) => a + b, own.user + own.system);
}

function childMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

async function repeat(millis, action) {
  const begin = performance.now();
  let times = 0;
  do {
    await action();
    times++;
  } while (performance.now() - begin < millis);
  return {times, millis: performance.now() - begin};
}

async function latencies(millis, action) {
  const taken = [];
  await repeat(millis, async () => {
    const begin = performance.now();
    await action();
    taken.push(performance.now() - begin);
  });
  return taken.sort((a, b) => a - b);
}

const pool = open();
if (what === 'tasks') {
  const batch = () => Promise.all(Array.from({length: BATCH}, (_, i) => pool.run(i)));
  await repeat(warmUp, batch);
  const before = cpuMicros();
  const done = await repeat(time, batch);
  console.log('rate', done.times * BATCH * 1000 / done.millis);
  console.log('cpu', (cpuMicros() - before) / (done.times * BATCH));
} else {
  const one = () => pool.run(1);
  await latencies(warmUp, one);
  const taken = await latencies(time, one);
  console.log('p50', taken[Math.floor(taken.length / 2)] * 1000);
  console.log('p99', taken[Math.floor(taken.length * 0.99)] * 1000);
}
await pool.close();
