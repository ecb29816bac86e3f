package io.github.parallelpools.worker.process.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.spi.WorkerMemory;

/**
 * How the processes of a pool are started. Validated and immutable.
 *
 * @param jvm the forked JVM
 * @param commandPrefix what stands before the command, as in {@code nice -n 10}; it must
 * replace itself by the command or hand signals on
 * @param environment variables added to the application's own
 * @param startTimeout how long a worker may take to become ready, greater than zero
 * @param stopTimeout how long an idle worker may take to end before it is killed, greater
 * than zero
 * @param exchange what is exchanged with a worker
 * @param oomScore what is written to {@code oom_score_adj} of each process on Linux, so
 * that the kernel kills it rather than the application when memory runs out; from 1 to
 * 1000, or 0 to leave it
 * @param debugging where a debugger may be attached to the first worker, {@code null} for
 * nowhere
 */
public record ProcessSettings(Jvm jvm, List<String> commandPrefix, Map<String, String> environment,
		Duration startTimeout, Duration stopTimeout, Exchange exchange, int oomScore, @Nullable Debugging debugging) {

	/** Half of what there is: far above any usual process. */
	public static final int STANDARD_OOM_SCORE = 500;

	/** Nanoseconds are counted in a {@code long}. */
	private static final Duration LONGEST = Duration.ofDays(36500);

	private static final Duration LONGEST_HALT = Duration.ofDays(1);

	/**
	 * Settings with the usual score.
	 * @param jvm the forked JVM
	 * @param commandPrefix what stands before the command
	 * @param environment variables added to the application's own
	 * @param startTimeout how long a worker may take to become ready
	 * @param stopTimeout how long an idle worker may take to end before it is killed
	 * @param maxPayload the most bytes that an encoded task, item or result may have
	 * @param serialFilter a pattern for what is decoded on both sides, {@code null} for
	 * none
	 */
	public ProcessSettings(Jvm jvm, List<String> commandPrefix, Map<String, String> environment, Duration startTimeout,
			Duration stopTimeout, long maxPayload, @Nullable String serialFilter) {
		this(jvm, commandPrefix, environment, startTimeout, stopTimeout,
				new Exchange(maxPayload, serialFilter, Exchange.WINDOW), STANDARD_OOM_SCORE);
	}

	/**
	 * Settings without a debugger.
	 * @param jvm the forked JVM
	 * @param commandPrefix what stands before the command
	 * @param environment variables added to the application's own
	 * @param startTimeout how long a worker may take to become ready
	 * @param stopTimeout how long an idle worker may take to end before it is killed
	 * @param exchange what is exchanged with a worker
	 * @param oomScore what is written to {@code oom_score_adj}
	 */
	public ProcessSettings(Jvm jvm, List<String> commandPrefix, Map<String, String> environment, Duration startTimeout,
			Duration stopTimeout, Exchange exchange, int oomScore) {
		this(jvm, commandPrefix, environment, startTimeout, stopTimeout, exchange, oomScore, null);
	}

	public ProcessSettings {
		if (oomScore < 0 || oomScore > 1000) {
			throw new InvalidSettingException("process.oom-score", oomScore,
					"Set it to a value from 1 to 1000, or to 0 to leave it to the system.");
		}
		commandPrefix = List.copyOf(commandPrefix);
		environment = Map.copyOf(environment);
		SpawnedText.requireWhole(commandPrefix, environment);
		requirePossibleHeap(JvmOptions.of(jvm, environment));
		if (debugging != null) {
			debugging.requireNoOther(JvmOptions.of(jvm, environment));
		}
		requirePositive("process.start-timeout", startTimeout);
		requirePositive("process.stop-timeout", stopTimeout);
	}

	private static void requirePossibleHeap(List<String> options) {
		HeapArgument first = HeapArgument.first(options);
		HeapArgument largest = HeapArgument.largest(options);
		if (first != null && largest != null && first.bytes() > largest.bytes()) {
			throw new InvalidSettingException("process.jvm-args", first.text(),
					"It is more than the heap may have (%s), so that no JVM would start. Lower it, or raise 'process.max-heap'."
						.formatted(largest.text()));
		}
	}

	/** The most bytes that an encoded task, item or result may have. */
	public long maxPayload() {
		return this.exchange.maxPayload();
	}

	/** A pattern for what may be decoded on both sides, {@code null} for none. */
	public @Nullable String serialFilter() {
		return this.exchange.serialFilter();
	}

	/**
	 * The same, but for what both sides agree on.
	 * @param maxPayload the most bytes that an encoded task, item or result may have
	 * @param serialFilter a pattern for what may be decoded, {@code null} for none
	 * @return the settings
	 */
	public ProcessSettings exchanging(long maxPayload, @Nullable String serialFilter) {
		return new ProcessSettings(this.jvm, this.commandPrefix, this.environment, this.startTimeout, this.stopTimeout,
				new Exchange(maxPayload, serialFilter, window()), this.oomScore, this.debugging);
	}

	/**
	 * The same with or without a debugger.
	 * @param other where a debugger may be attached, {@code null} for nowhere
	 * @return the settings
	 */
	public ProcessSettings debugging(@Nullable Debugging other) {
		return new ProcessSettings(this.jvm, this.commandPrefix, this.environment, this.startTimeout, this.stopTimeout,
				this.exchange, this.oomScore, other);
	}

	/** How long a worker may take to become ready; long where a debugger may halt it. */
	public Duration readyWithin() {
		return (this.debugging != null) ? LONGEST_HALT : this.startTimeout;
	}

	/** How many tasks a worker may have at a time. */
	public int window() {
		return this.exchange.window();
	}

	/**
	 * How much memory a process may take.
	 * @return its heap, also if arguments, variables or files set that, and what it has
	 * beside it: 80 MB, and 16 MB more with the optimizing compiler
	 */
	public WorkerMemory memory() {
		HeapArgument heap = HeapArgument.largest(JvmOptions.of(this.jvm, this.environment));
		return new WorkerMemory((heap != null) ? heap.bytes() : this.jvm.maxHeap(),
				this.jvm.optimize() ? Jvm.OVERHEAD + Jvm.OPTIMIZER : Jvm.OVERHEAD);
	}

	private static void requirePositive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new InvalidSettingException(property, value, "Set it to more than 0.");
		}
		if (value.compareTo(LONGEST) > 0) {
			throw new InvalidSettingException(property, value, "Set it to at most 36500 days.");
		}
	}

	/**
	 * What is exchanged with a worker.
	 *
	 * @param maxPayload the most bytes that an encoded task, item or result may have
	 * @param serialFilter a pattern as of
	 * {@link java.io.ObjectInputFilter.Config#createFilter} for what is decoded on both
	 * sides; of what it does not name, or if it is {@code null}, workers decode anything
	 * and the application what is its own or expected
	 * @param window how many tasks a worker may have at a time, from 1 to 1024: it runs
	 * one after the other
	 */
	public record Exchange(long maxPayload, @Nullable String serialFilter, int window) {

		/** How many tasks a worker may have at a time unless somebody says otherwise. */
		public static final int WINDOW = 64;

		/** The largest possible payload: what fits into an array. */
		private static final long LARGEST = Integer.MAX_VALUE - 1024;

		public Exchange {
			if (maxPayload < 1024 || maxPayload > LARGEST) {
				throw new InvalidSettingException("process.max-payload", maxPayload + "B",
						"Set it to at least 1KB and less than 2GB.");
			}
			if (window < 1 || window > 1024) {
				throw new InvalidSettingException("process.window", window,
						"Set it to a value from 1 to 1024, or to 'auto'.");
			}
		}

	}

	/**
	 * The forked JVM.
	 *
	 * @param javaHome where it is installed; {@code null} for the application's own
	 * @param maxHeap its heap's size in bytes, at least 8 MB
	 * @param optimize whether it compiles hot code with the optimizing compiler too:
	 * slower to warm up, faster in long computations
	 * @param args further arguments, after and above the standard ones
	 * @param systemProperties the names of system properties that it gets from the
	 * application beside the standard ones
	 * @param cpus for how many processors it makes its threads, at most as many as there
	 * are; 0 to let it find out how many there are
	 * @param inheritOptions whether it gets the options for modules, assertions and
	 * preview features that the application was started with
	 * @param archives whether it starts from a class-data archive, and where these are
	 */
	public record Jvm(@Nullable Path javaHome, long maxHeap, boolean optimize, List<String> args,
			List<String> systemProperties, int cpus, boolean inheritOptions, ArchivePlace archives) {

		/**
		 * For how many processors a worker makes its threads unless somebody says
		 * otherwise: it runs one task at a time, which may need a helping thread.
		 */
		public static final int STANDARD_CPUS = 2;

		private static final long SMALLEST = 8L * 1024 * 1024;

		/**
		 * What a process has beside its heap. Measured as resident memory less the heap,
		 * with all of the heap in use, on Java 17 and 25: 34 to 41 MB when it has done
		 * little, 60 to 66 MB when its tasks had used logging, compression, images,
		 * regular expressions and a Spring context.
		 */
		private static final long OVERHEAD = 80L * 1024 * 1024;

		/** What the optimizing compiler needs in addition: 83 MB were measured. */
		private static final long OPTIMIZER = 16L * 1024 * 1024;

		/**
		 * A JVM for as many processors as usual.
		 * @param javaHome where it is installed; {@code null} for the application's own
		 * @param maxHeap its heap's size in bytes, at least 8 MB
		 * @param optimize whether it compiles hot code with the optimizing compiler too
		 * @param args further arguments, after and above the standard ones
		 * @param systemProperties the names of system properties that it gets from the
		 * application beside the standard ones
		 */
		public Jvm(@Nullable Path javaHome, long maxHeap, boolean optimize, List<String> args,
				List<String> systemProperties) {
			this(javaHome, maxHeap, optimize, args, systemProperties, STANDARD_CPUS, true);
		}

		/**
		 * A JVM that starts without a class-data archive.
		 * @param javaHome where it is installed; {@code null} for the application's own
		 * @param maxHeap its heap's size in bytes, at least 8 MB
		 * @param optimize whether it compiles hot code with the optimizing compiler too
		 * @param args further arguments, after and above the standard ones
		 * @param systemProperties the names of system properties that it gets from the
		 * application beside the standard ones
		 * @param cpus for how many processors it makes its threads
		 * @param inheritOptions whether it gets options of the application
		 */
		public Jvm(@Nullable Path javaHome, long maxHeap, boolean optimize, List<String> args,
				List<String> systemProperties, int cpus, boolean inheritOptions) {
			this(javaHome, maxHeap, optimize, args, systemProperties, cpus, inheritOptions, ArchivePlace.OFF);
		}

		public Jvm {
			// As of a placeholder with nothing; a JVM would take it for its main class.
			args = args.stream().filter((one) -> !one.isBlank()).toList();
			systemProperties = List.copyOf(systemProperties);
			if (maxHeap < SMALLEST) {
				throw new InvalidSettingException("process.max-heap", maxHeap + "B", "Set it to at least 8MB.");
			}
			if (cpus < 0) {
				throw new InvalidSettingException("process.cpus", cpus,
						"Set it to 1 or more, or to 0 for as many as the machine has.");
			}
		}

		/** Whether it is the Java that the application runs on. */
		boolean isApplications() {
			return this.javaHome == null || isSame(this.javaHome.toFile(), new File(System.getProperty("java.home")));
		}

		/** Also where one of them is named by a link. */
		private static boolean isSame(File one, File other) {
			try {
				return one.getCanonicalFile().equals(other.getCanonicalFile());
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
