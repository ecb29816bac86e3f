package io.github.parallelpools.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.parallelpools.benchmarks.jmh.ThreadTasks;
import io.github.parallelpools.benchmarks.program.BareJvm;
import io.github.parallelpools.benchmarks.program.ClusterTasks;
import io.github.parallelpools.benchmarks.program.Idle;
import io.github.parallelpools.benchmarks.program.OneCommit;
import io.github.parallelpools.benchmarks.program.OneInFlight;
import io.github.parallelpools.benchmarks.program.OvertimeKill;
import io.github.parallelpools.benchmarks.program.PingPong;
import io.github.parallelpools.benchmarks.program.ProcessTasks;
import io.github.parallelpools.benchmarks.program.QueuedTasks;
import io.github.parallelpools.benchmarks.program.SmallMaps;
import io.github.parallelpools.benchmarks.program.WorkerStart;

/** The table of all that is measured, and of what is to be reached. */
final class Scenarios {

	private static final String THREADS = "Threads";

	private static final String SETTINGS = "What settings cost";

	private static final String QUEUE = "Queue and rest";

	private static final String PROCESSES = "Processes";

	private static final String STARTS = "Starts and kills";

	private static final String CLUSTER = "Cluster";

	private static final String OURS = "pool";

	private static final String TPE = "ThreadPoolExecutor.submit";

	private static final String PING_PONG = "raw ping-pong";

	private static final String PYTHON = "Python multiprocessing.Pool";

	private static final String PYTHON_FUTURES = "Python ProcessPoolExecutor";

	private static final String PISCINA = "Node piscina (threads)";

	private static final String WORKERPOOL = "Node workerpool (processes)";

	private Scenarios() {
	}

	/**
	 * All of them.
	 * @param work how much a task of 10 us works, as JMH counts it
	 */
	static List<Scenario> all(long work) {
		List<Scenario> all = new ArrayList<>();
		for (int threads : new int[] { 1, 2, 4 }) {
			all.add(many("empty tasks", new Threads(threads, 0)));
		}
		for (int threads : new int[] { 1, 2, 4 }) {
			all.add(many("10 us tasks", new Threads(threads, work)));
		}
		all.add(virtual(new Threads(2, 0)));
		all.add(one(new Threads(1, 0)));
		all.addAll(told("empty tasks", new Threads(2, 0)));
		all.addAll(told("10 us tasks", new Threads(2, work)));
		all.addAll(operated("empty tasks", new Threads(2, 0)));
		all.addAll(operated("10 us tasks", new Threads(2, work)));
		all.addAll(slowLane(new Threads(2, 0)));
		all.addAll(queueAndRest());
		all.addAll(processes());
		all.addAll(startsAndKills());
		all.add(besideCluster(new Threads(2, 0)));
		for (Store store : Store.values()) {
			all.addAll(cluster(store));
		}
		return all;
	}

	private static Scenario many(String what, Threads on) {
		return new Scenario(THREADS, "%s, threads: %d".formatted(what, on.threads()), on.rate(TPE), on.many(OURS, OURS),
				List.of(on.many(TPE, "tpe"), on.many("CompletableFuture.supplyAsync", "cf"),
						on.many("ForkJoinPool.submit", "fjp"),
						on.many("ThreadPoolTaskExecutor.submitCompletable", "spring"),
						on.many("virtual threads", "virtual")));
	}

	private static Scenario virtual(Threads on) {
		return new Scenario(THREADS, "empty tasks, kind: virtual, workers: " + on.threads(), on.rate(),
				on.many(OURS, "pool-virtual"), List.of(on.many("virtual threads", "virtual")));
	}

	private static Scenario one(Threads on) {
		return new Scenario(THREADS, "one task in flight", List.of(Metric.lower("one", "us").goal(TPE, "≤ 1.0")),
				on.one(OURS, OURS), List.of(on.one(TPE, "tpe"), on.one("CompletableFuture.supplyAsync", "cf"),
						on.one("ForkJoinPool.submit", "fjp"), on.one("virtual thread", "virtual")));
	}

	/** A pool whose tasks somebody hears of or watches. */
	private static List<Scenario> told(String what, Threads on) {
		String suffix = ", " + what + ", threads: " + on.threads();
		List<Contender> tpe = List.of(on.many(TPE, "tpe"));
		return List.of(new Scenario(SETTINGS, "a listener" + suffix, on.rate(TPE), on.many(OURS, "pool-listener"), tpe),
				new Scenario(SETTINGS, "metrics" + suffix, on.rate(TPE), on.many(OURS, "pool-metrics"), tpe),
				new Scenario(SETTINGS, "a listener and metrics" + suffix, on.rate(TPE),
						on.many(OURS, "pool-listener-metrics"), tpe),
				new Scenario(SETTINGS, "an overtime limit" + suffix, on.rate(TPE), on.many(OURS, "pool-overtime"),
						tpe));
	}

	/** A pool with what people want to know of it, beside one without. */
	private static List<Scenario> operated(String what, Threads on) {
		String suffix = ", " + what + ", threads: " + on.threads();
		String without = "pool without it";
		List<Metric> rate = on.works() ? on.rate(without, "≥ 0.95") : on.rate();
		List<Contender> plain = List.of(on.many(without, OURS));
		return List.of(
				new Scenario(SETTINGS, "context on, nothing noted" + suffix, on.rate(without, "≥ 1.0"),
						on.many(OURS, OURS), List.of(on.many(without, "pool-no-context"))),
				new Scenario(SETTINGS, "context on, an MDC" + suffix, rate, on.many(OURS, "pool-context"), plain),
				new Scenario(SETTINGS, "an observation per task" + suffix, rate, on.many(OURS, "pool-observation"),
						List.of(plain.get(0), on.many("TPE, each task observed", "tpe-observed"))),
				new Scenario(SETTINGS, "metrics beside none" + suffix, rate, on.many(OURS, "pool-metrics"),
						List.of(plain.get(0), on.many("TPE, timed by Micrometer", "tpe-timed"))),
				new Scenario(SETTINGS, "usage of each task" + suffix, rate, on.many(OURS, "pool-usage"),
						List.of(plain.get(0), on.many("TPE, the JVM asked twice", "tpe-usage"))),
				new Scenario(SETTINGS, "where tasks hang" + suffix, rate, on.many(OURS, "pool-radar"), plain),
				new Scenario(SETTINGS, "a limit and a kill budget" + suffix, rate, on.many(OURS, "pool-budget"),
						plain));
	}

	/** A pool with something switched on, beside what does the same on threads. */
	private static List<Scenario> slowLane(Threads on) {
		String suffix = ", empty tasks, threads: " + on.threads();
		Contender plain = on.many("pool without it", OURS);
		return List.of(
				new Scenario(SETTINGS, "a bounded queue" + suffix, on.rate(), on.many(OURS, "pool-bounded"),
						List.of(plain, on.many("TPE, ArrayBlockingQueue", "tpe-bounded"))),
				new Scenario(SETTINGS, "a priority queue" + suffix, on.rate(), on.many(OURS, "pool-priority"),
						List.of(plain, on.many("TPE, PriorityBlockingQueue", "tpe-priority"))),
				new Scenario(SETTINGS, "a lock" + suffix, on.rate(), on.many(OURS, "pool-lock"),
						List.of(plain, on.many("TPE, fair ReentrantLock", "tpe-lock"))),
				new Scenario(SETTINGS, "recycling after 100,000 tasks" + suffix, on.rate(),
						on.many(OURS, "pool-recycle"), List.of(plain, on.many(TPE, "tpe"))));
	}

	private static List<Scenario> queueAndRest() {
		List<Metric> queued = List.of(Metric.lower("bytes", "bytes per task").goal("≤ 200"),
				Metric.lower("time", "ns per task"), Metric.lower("growth", "x the time of a tenth").goal("≈ 1"));
		Metric cpu = Metric.lower("cpu", "% of a core").goal("≤ 0.5");
		return List.of(
				new Scenario(QUEUE, "a million queued tasks", queued, java(OURS, QueuedTasks.class, "pool"),
						List.of(java(TPE, QueuedTasks.class, "tpe"),
								java("CompletableFuture.supplyAsync", QueuedTasks.class, "cf"))),
				new Scenario(QUEUE, "idle application, 2 idle threads", List.of(cpu), java(OURS, Idle.class, "thread"),
						List.of(java("no pool", Idle.class, "nothing"))),
				new Scenario(QUEUE, "idle application, 2 idle processes",
						List.of(cpu, Metric.lower("memory", "MB per process").goal("≤ 25")),
						java(OURS, Idle.class, "process"), List.of()));
	}

	private static List<Scenario> processes() {
		Metric cpu = Metric.lower("cpu", "us of CPU per task");
		return List.of(new Scenario(PROCESSES, "empty lambdas, 2 workers",
				List.of(Metric.higher("rate", "tasks/s").goal("≥ 100,000").goal(PYTHON, "≥ 2.5").goal(PISCINA, "≥ 3"),
						cpu.goal("≤ 10")),
				java(OURS, ProcessTasks.class, "lambdas"),
				List.of(python(PYTHON, "pool", "tasks"), python(PYTHON_FUTURES, "executor", "tasks"),
						node(PISCINA, "piscina", "tasks"), node(WORKERPOOL, "workerpool", "tasks"))),
				new Scenario(PROCESSES, "items for a handler, 2 workers",
						List.of(Metric.higher("rate", "items/s").goal("≥ 250,000"), cpu),
						java(OURS, ProcessTasks.class, "items"),
						List.of(python(PYTHON, "pool", "tasks"),
								python("Python Pool.map (chunks, one future)", "pool", "chunks"),
								node(PISCINA, "piscina", "tasks"), node(WORKERPOOL, "workerpool", "tasks"))),
				new Scenario(PROCESSES, "items of a stream through a function, 2 workers",
						List.of(Metric.higher("rate", "items/s"), cpu), java(OURS, ProcessTasks.class, "map"),
						List.of(python("Python Pool.imap (one by one)", "pool", "imap"),
								python("Python Pool.map (chunks, one future)", "pool", "chunks"))),
				new Scenario(PROCESSES, "empty lambdas, 2 workers, one at a time",
						List.of(Metric.higher("rate", "tasks/s"), cpu), java(OURS, ProcessTasks.class, "alone"),
						List.of(java("pool with windows", ProcessTasks.class, "lambdas"),
								python(PYTHON, "pool", "tasks"))),
				new Scenario(PROCESSES, "one in flight, the caller waits", latency("≤ 1.25"),
						java(OURS, OneInFlight.class, "wait"),
						List.of(java(PING_PONG, PingPong.class), python(PYTHON, "pool", "one"),
								python(PYTHON_FUTURES, "executor", "one"), node(PISCINA, "piscina", "one"),
								node(WORKERPOOL, "workerpool", "one"))),
				new Scenario(PROCESSES, "one in flight, the caller waits, all on one core", latency("≤ 1.25"),
						java(OURS, OneInFlight.class, "wait").onOneCore(),
						List.of(java(PING_PONG, PingPong.class).onOneCore())),
				new Scenario(PROCESSES, "one in flight, the caller is called back", latency("≤ 2.2"),
						java(OURS, OneInFlight.class, "callback"), List.of(java(PING_PONG, PingPong.class))),
				new Scenario(PROCESSES, "100,000 small maps in one item or result",
						List.of(Metric.lower("sent", "ms, there"), Metric.lower("returned", "ms, back")),
						java(OURS, SmallMaps.class, "pool"),
						List.of(java("written and read in one JVM", SmallMaps.class, "jdk"),
								python(PYTHON, "pool", "maps"))));
	}

	private static List<Metric> latency(String goal) {
		return List.of(Metric.lower("p50", "us, p50").goal(PING_PONG, goal), Metric.lower("p99", "us, p99"));
	}

	private static List<Scenario> startsAndKills() {
		String start = (Runtime.version().feature() < 25) ? "≤ 90" : "≤ 65";
		Metric told = Metric.lower("told", "ms, told after the limit").goal("≤ 10");
		Metric next = Metric.lower("next", "ms, next task done");
		return List.of(
				new Scenario(STARTS, "new worker to first result", List.of(Metric.lower("start", "ms").goal(start)),
						java(OURS, WorkerStart.class, "off"), List.of(java("bare JVM", BareJvm.class))),
				new Scenario(STARTS, "new worker from its pool's archive to first result",
						List.of(Metric.lower("start", "ms").goal(start)), java(OURS, WorkerStart.class, "archive"),
						List.of(java("pool without it", WorkerStart.class, "off"), java("bare JVM", BareJvm.class))),
				new Scenario(STARTS, "overtime kill of the only worker", List.of(told, next),
						java(OURS, OvertimeKill.class, "1"), List.of()),
				new Scenario(STARTS, "overtime kill of the only worker, with a spare", List.of(told, next.goal("≤ 10")),
						java(OURS, OvertimeKill.class, "1", "1"), List.of()),
				new Scenario(STARTS, "overtime kill beside an idle worker", List.of(told, next.goal("≤ 10")),
						java(OURS, OvertimeKill.class, "2"), List.of()));
	}

	/** What a pool of one instance costs where another pool belongs to a cluster. */
	private static Scenario besideCluster(Threads on) {
		String without = "no cluster";
		return new Scenario(CLUSTER, "a local pool beside one of a cluster, empty tasks, threads: " + on.threads(),
				on.rate(without, "≥ 1.0"), on.many(OURS, "pool-beside-cluster"), List.of(on.many(without, OURS)));
	}

	private static List<Scenario> cluster(Store store) {
		String floor = "one write";
		return List.of(new Scenario(CLUSTER, store.title() + ": one in flight, one instance",
				List.of(Metric.lower("p50", "us, p50").goal(store.latency()), Metric.lower("p99", "us, p99")),
				store.program(OURS, ClusterTasks.class, "one"), List.of(store.program(floor, OneCommit.class, "one"))),
				new Scenario(CLUSTER, store.title() + ": 8 submitters, 16 in flight each, 3 instances",
						List.of(Metric.higher("rate", "tasks/s").goal(store.rate())),
						store.program(OURS, ClusterTasks.class, "many"), List.of()));
	}

	private static ProgramContender java(String name, Class<?> program, String... arguments) {
		return ProgramContender.java(name, program, arguments);
	}

	private static Contender python(String name, String... arguments) {
		return ProgramContender.python(name, arguments);
	}

	private static Contender node(String name, String... arguments) {
		return ProgramContender.node(name, arguments);
	}

	/** Tasks on a number of threads, each of which works so much. */
	private record Threads(int threads, long work) {

		List<Metric> rate() {
			return List.of(Metric.higher("many", "tasks/s"));
		}

		/** At least as many as that one does. */
		List<Metric> rate(String peer) {
			return rate(peer, "≥ 1.0");
		}

		/** As many as that one does, or nearly so. */
		List<Metric> rate(String peer, String goal) {
			return List.of(Metric.higher("many", "tasks/s").goal(peer, goal));
		}

		boolean works() {
			return this.work > 0;
		}

		Contender many(String name, String target) {
			return jmh(name, target, "many");
		}

		Contender one(String name, String target) {
			return jmh(name, target, "one");
		}

		private Contender jmh(String name, String target, String method) {
			return new JmhContender(name, ThreadTasks.class.getName() + "." + method, method,
					Map.of("target", target, "threads", "" + this.threads, "work", "" + this.work),
					target.endsWith("virtual") ? 21 : 17);
		}

	}

}
