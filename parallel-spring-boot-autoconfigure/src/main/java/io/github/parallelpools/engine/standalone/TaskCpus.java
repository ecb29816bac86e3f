package io.github.parallelpools.engine.standalone;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

import io.github.parallelpools.engine.time.SafeLog;
import io.github.parallelpools.pool.TaskSettings;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.CpuBinding;

/**
 * The processors on which the process of one standalone task runs: those that were chosen
 * hold for each start and for the process that runs. Knows nothing of runs. Safe for use
 * by several threads.
 */
final class TaskCpus {

	private static final System.Logger logger = System.getLogger(TaskCpus.class.getName());

	private final CpuBinding cpus;

	private final TaskSettings settings;

	/** What was chosen last, empty for any. */
	private volatile int[] chosen = {};

	/**
	 * What a start finds chosen.
	 *
	 * @param numbers the processors, empty for any
	 * @param prefix what stands before the command of the process
	 */
	record Choice(int[] numbers, List<String> prefix) {
	}

	TaskCpus(CpuBinding cpus, TaskSettings settings) {
		this.cpus = cpus;
		this.settings = settings;
	}

	/** What holds for a start. */
	Choice chosen() {
		int[] numbers = this.chosen;
		return new Choice(numbers, (numbers.length > 0) ? this.cpus.prefix(numbers) : List.of());
	}

	/**
	 * Chooses processors.
	 * @param numbers the processors, none for any
	 * @param running tells which process runs
	 */
	void choose(int[] numbers, Supplier<OptionalLong> running) {
		requireProcess();
		int[] choice = numbers.clone();
		this.cpus.prefix(choice);
		// First what the next start sees, then what runs: one that starts meanwhile
		// looks again when it is ready.
		this.chosen = choice;
		OptionalLong pid = running.get();
		if (pid.isPresent()) {
			this.cpus.bind(pid.getAsLong(), choice);
		}
	}

	/**
	 * A process is ready; throws nothing.
	 * @param pid the process, if it is one
	 * @param before what its start found chosen
	 */
	void opened(OptionalLong pid, Choice before) {
		int[] now = this.chosen;
		if (pid.isPresent() && !Arrays.equals(now, before.numbers())) {
			try {
				this.cpus.bind(pid.getAsLong(), now);
			}
			catch (RuntimeException ex) {
				SafeLog.log(logger, System.Logger.Level.WARNING,
						this.settings.title() + " could not be bound to its processors", ex);
			}
		}
	}

	/** The processor on which the process runs, if it does. */
	OptionalInt running(Supplier<OptionalLong> running) {
		requireProcess();
		OptionalLong pid = running.get();
		return pid.isPresent() ? this.cpus.running(pid.getAsLong()) : OptionalInt.empty();
	}

	private void requireProcess() {
		if (this.settings.kind() != WorkerKind.PROCESS) {
			throw new UnsupportedOperationException(
					"%s has no process of its own, as it is of the kind %s, and a thread can't be bound. Use the kind PROCESS."
						.formatted(this.settings.title(), this.settings.kind()));
		}
	}

}
