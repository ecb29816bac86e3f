package io.github.parallelpools.benchmarks.program;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.parallelpools.benchmarks.Effort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** 100,000 small maps that go to a worker process as one item, or come back from it. */
public final class SmallMaps {

	private static final int MAPS = 100_000;

	private SmallMaps() {
	}

	public static void main(String[] arguments) throws Exception {
		Effort effort = Effort.of(arguments);
		ArrayList<Map<String, Object>> maps = maps();
		if (arguments[4].equals("jdk")) {
			measure("sent", effort, () -> copy(maps));
			measure("returned", effort, () -> copy(maps));
			return;
		}
		try (ProcessPool workers = ProcessPool.start(1, Map.of("handler", Counter.class.getName()))) {
			ParallelPool pool = workers.pool();
			measure("sent", effort, () -> pool.send(maps).get());
			measure("returned", effort, () -> pool.submit(SmallMaps::maps).get());
		}
	}

	private static void measure(String name, Effort effort, Callable<?> task) throws Exception {
		Measured measured = new Measured();
		long end = System.nanoTime() + effort.warmUp().plus(effort.time()).toNanos();
		do {
			long begin = System.nanoTime();
			task.call();
			if (begin > end - effort.time().toNanos()) {
				measured.add(System.nanoTime() - begin);
			}
		}
		while (System.nanoTime() < end || measured.isEmpty());
		measured.printMillis(name);
	}

	private static ArrayList<Map<String, Object>> maps() {
		ArrayList<Map<String, Object>> maps = new ArrayList<>();
		for (int i = 0; i < MAPS; i++) {
			maps.add(new HashMap<>(Map.of("id", i, "name", "name " + i, "active", i % 2 == 0)));
		}
		return maps;
	}

	private static Object copy(ArrayList<Map<String, Object>> maps) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(maps);
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			return in.readObject();
		}
	}

	public static final class Counter implements TaskHandler<List<Map<String, Object>>, Integer> {

		@Override
		public Integer handle(List<Map<String, Object>> maps, TaskContext context) {
			return maps.size();
		}

	}

}
