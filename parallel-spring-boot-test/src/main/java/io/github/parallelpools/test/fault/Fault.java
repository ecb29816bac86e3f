package io.github.parallelpools.test.fault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** What happens to a process, by itself or from outside. */
enum Fault {

	CRASH("SEGV"), KILL("KILL"), FREEZE("STOP"),

	EXIT {
		@Override
		void happen(long millis) {
			Runtime.getRuntime().halt(EXIT_CODE);
		}
	},

	OUT_OF_MEMORY {
		@Override
		void happen(long millis) {
			List<byte[]> hoard = new ArrayList<>();
			while (hoard.size() < Integer.MAX_VALUE) {
				hoard.add(new byte[HOARDED]);
			}
		}
	},

	HANG {
		@Override
		void happen(long millis) {
			while (true) {
				LockSupport.park();
				// Otherwise it would spin.
				Thread.interrupted();
			}
		}
	},

	DELAY {
		@Override
		void happen(long millis) throws InterruptedException {
			Thread.sleep(millis);
		}
	},

	FULL_DISK {
		@Override
		void happen(long millis) throws IOException, InterruptedException {
			run("prlimit", "--fsize=0:0", "--pid", ownPid());
		}
	};

	private static final int EXIT_CODE = 42;

	private static final int HOARDED = 1024 * 1024;

	/**
	 * A signal to a process reaches all of its threads in less than that, also where a
	 * crash report is written meanwhile and the machine is busy.
	 */
	private static final long SIGNALLED_MILLIS = 120_000;

	/** What the signal is called that does it from outside. */
	private final @Nullable String signal;

	Fault() {
		this(null);
	}

	Fault(@Nullable String signal) {
		this.signal = signal;
	}

	/** Whether it can come from outside. */
	boolean isSignal() {
		return this.signal != null;
	}

	/** Happens to the calling process. */
	void happen(long millis) throws IOException, InterruptedException {
		signal(ownPid());
		// Other threads may run on for a while.
		Thread.sleep(SIGNALLED_MILLIS);
	}

	/** Happens to another process, and has happened when this returns. */
	void happenTo(long pid) throws IOException, InterruptedException {
		signal(Long.toString(pid));
		if (this != FREEZE) {
			ProcessHandle.of(pid).ifPresent((process) -> process.onExit().join());
		}
	}

	private void signal(String pid) throws IOException, InterruptedException {
		run("kill", "-" + this.signal, pid);
	}

	private static String ownPid() {
		return Long.toString(ProcessHandle.current().pid());
	}

	private static void run(String... command) throws IOException, InterruptedException {
		int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
		if (exitCode != 0) {
			throw new IOException("'%s' ended with exit code %s".formatted(String.join(" ", command), exitCode));
		}
	}

}
