"""Measures the process pools of Python; prints a line for each figure: its name and the value.

pools.py <warm-up ms> <time ms> <repeats> <queued> pool|executor tasks|chunks|imap|one|maps
"""
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

BATCH = 2000
MAPS = 100_000


def echo(item):
    return item


def count(items):
    return len(items)


def maps():
    return [{"id": i, "name": f"name {i}", "active": i % 2 == 0} for i in range(MAPS)]


def cpu_seconds():
    """The CPU time of this process and its children."""
    ticks = 0
    for pid in [os.getpid()] + [child.pid for child in multiprocessing.active_children()]:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def repeat(seconds, action):
    """How often the action was done in that time, and how long it took."""
    begin = time.perf_counter()
    times = 0
    while True:
        action()
        times += 1
        elapsed = time.perf_counter() - begin
        if elapsed >= seconds:
            return times, elapsed


def latencies(seconds, action):
    taken = []

    def timed():
        begin = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begin)

    repeat(seconds, timed)
    return sorted(taken)


def measure_rate(batch):
    repeat(warm_up, batch)
    before = cpu_seconds()
    times, elapsed = repeat(measured, batch)
    print("rate", times * BATCH / elapsed)
    print("cpu", (cpu_seconds() - before) * 1e6 / (times * BATCH))


def measure_one(one):
    latencies(warm_up, one)
    taken = latencies(measured, one)
    print("p50", taken[len(taken) // 2] * 1e6)
    print("p99", taken[min(len(taken) - 1, len(taken) * 99 // 100)] * 1e6)


def measure_maps(call):
    items = maps()
    for name, action in ("sent", lambda: call(count, items)), ("returned", lambda: call(maps)):
        latencies(warm_up, action)
        taken = latencies(measured, action)
        print(name, taken[len(taken) // 2] * 1e3)


def pool_batch(pool):
    for result in [pool.apply_async(echo, (i,)) for i in range(BATCH)]:
        result.get()


def executor_batch(executor):
    for future in [executor.submit(echo, i) for i in range(BATCH)]:
        future.result()


if __name__ == "__main__":
    warm_up, measured = int(sys.argv[1]) / 1000, int(sys.argv[2]) / 1000
    kind, what = sys.argv[5:7]
    workers = 1 if what in ("one", "maps") else 2
    if kind == "pool":
        with multiprocessing.Pool(workers) as pool:
            if what == "tasks":
                measure_rate(lambda: pool_batch(pool))
            elif what == "chunks":
                measure_rate(lambda: pool.map(echo, range(BATCH)))
            elif what == "imap":
                measure_rate(lambda: list(pool.imap(echo, range(BATCH))))
            elif what == "one":
                measure_one(lambda: pool.apply(echo, (1,)))
            else:
                measure_maps(lambda function, *arguments: pool.apply(function, arguments))
    else:
        with ProcessPoolExecutor(workers) as executor:
            if what == "tasks":
                measure_rate(lambda: executor_batch(executor))
            else:
                measure_one(lambda: executor.submit(echo, 1).result())
