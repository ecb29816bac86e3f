package io.github.parallelpools.contract;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.MDC;

import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/** What a task may leave in its thread, and what the next one finds there. */
final class Leftovers {

	private static final ThreadLocal<String> USER = new ThreadLocal<>();

	private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

	/** So many that the thread's table grows. */
	private static final List<ThreadLocal<Integer>> MANY = new ArrayList<>();

	static {
		for (int i = 0; i < 100; i++) {
			MANY.add(new ThreadLocal<>());
		}
	}

	private Leftovers() {
	}

	/** Has noted something itself before it is given the first item. */
	public static final class Noting implements TaskHandler<String, String> {

		public Noting() {
			note("worker");
		}

		@Override
		public String handle(String item, TaskContext context) {
			String found = notes();
			if (item.equals("forget")) {
				forget();
			}
			else {
				note(item);
			}
			return found;
		}

	}

	static void note(String user) {
		USER.set(user);
		INHERITED.set(user);
	}

	static void forget() {
		USER.remove();
		INHERITED.remove();
	}

	static String notes() {
		return USER.get() + " " + INHERITED.get();
	}

	static int leave() {
		USER.set("alice");
		INHERITED.set("bob");
		MANY.forEach((one) -> one.set(1));
		MDC.put("user", "carol");
		Thread thread = Thread.currentThread();
		thread.setName("renamed");
		thread.setPriority(Thread.MIN_PRIORITY);
		thread.setContextClassLoader(null);
		thread.setUncaughtExceptionHandler((who, error) -> {
		});
		thread.interrupt();
		return 1;
	}

	static String found() {
		Thread thread = Thread.currentThread();
		return USER.get() + " " + INHERITED.get() + " " + MANY.stream().filter((one) -> one.get() != null).count() + " "
				+ MDC.get("user") + " " + thread.getName() + " " + thread.getPriority() + " "
				+ (thread.getContextClassLoader() != null) + " "
				+ thread.getUncaughtExceptionHandler().getClass().getName() + " " + thread.isInterrupted();
	}

}
