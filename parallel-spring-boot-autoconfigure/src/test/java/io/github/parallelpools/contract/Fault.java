package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** What user code can do to the worker process that it runs in, and what that means. */
enum Fault {

	KILLED(137, "SIGKILL") {
		@Override
		void happen() throws Exception {
			signal("KILL");
		}
	},

	/** Halted by SIGSTOP: it neither runs nor dies. */
	STOPPED(null, "") {
		@Override
		void happen() throws Exception {
			signal("STOP");
		}
	},

	EXITED(42, "") {
		@Override
		void happen() {
			System.exit(42);
		}
	},

	HALTED(43, "") {
		@Override
		void happen() {
			Runtime.getRuntime().halt(43);
		}
	},

	OUT_OF_MEMORY(3, "process.max-heap") {
		@Override
		void happen() {
			List<byte[]> hoard = new ArrayList<>();
			while (true) {
				hoard.add(new byte[1024 * 1024]);
			}
		}
	},

	CRASHED(134, "crash report") {
		@Override
		void happen() throws Exception {
			signal("SEGV");
		}
	},

	STACK_OVERFLOW(null, "StackOverflowError") {
		@Override
		void happen() {
			dig(0);
		}

		private int dig(int depth) {
			return (depth == Integer.MAX_VALUE) ? 0 : dig(depth + 1) + dig(depth + 1);
		}
	},

	ERROR_THROWN(null, "thrown on purpose") {
		@Override
		void happen() {
			throw new AssertionError("thrown on purpose");
		}
	},

	/** Another thread ends with an uncaught exception. */
	THREAD_DIES(null, "") {
		@Override
		void happen() throws InterruptedException {
			Thread thread = new Thread(() -> {
				throw new IllegalStateException("uncaught on purpose");
			});
			thread.start();
			thread.join();
		}
	},

	/** Another thread, no daemon, never ends. */
	THREAD_STAYS(null, "") {
		@Override
		void happen() {
			new Thread(() -> {
				while (true) {
					LockSupport.park();
				}
			}).start();
		}
	},

	STREAMS_CLOSED(null, "") {
		@Override
		void happen() throws Exception {
			System.in.close();
			System.out.close();
			System.err.close();
		}
	},

	STREAMS_FLOODED(null, "") {
		@Override
		void happen() {
			byte[] noise = new byte[2 * 1024 * 1024];
			for (int i = 0; i < noise.length; i++) {
				noise[i] = (byte) (i * 31);
			}
			System.out.write(noise, 0, noise.length);
			System.err.write(noise, 0, noise.length);
			System.out.flush();
		}
	},

	SOCKET_DELETED(null, "") {
		@Override
		void happen() throws Exception {
			String command = System.getProperty("sun.java.command");
			Files.delete(Path.of(command.substring(command.lastIndexOf(" /") + 1)));
		}
	};

	private final @Nullable Integer exitCode;

	private final String words;

	Fault(@Nullable Integer exitCode, String words) {
		this.exitCode = exitCode;
		this.words = words;
	}

	/** Happens in the worker process. */
	abstract void happen() throws Exception;

	/** Whether the process ends by it. */
	boolean isDeadly() {
		return this.exitCode != null;
	}

	/** Whether it is thrown at whoever lets it happen, and the process goes on. */
	boolean isThrown() {
		return this == STACK_OVERFLOW || this == ERROR_THROWN;
	}

	/** What the outcome of a task, or the failure of a start, must tell. */
	String[] words() {
		return isDeadly() ? new String[] { "exit code " + this.exitCode, this.words } : new String[] { this.words };
	}

	private static void signal(String name) throws Exception {
		new ProcessBuilder("kill", "-" + name, Long.toString(ProcessHandle.current().pid())).start().waitFor();
		// Other threads may run on for a while after a signal to their process was sent.
		Thread.sleep(Long.MAX_VALUE);
	}

}
