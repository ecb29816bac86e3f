package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three applications start the same two standalone tasks. Whoever executes them is killed
 * or stopped, again and again, and another one goes on. With {@code -Dcluster.kills} that
 * happens more often.
 */
public abstract class TaskKillsContractTests {

	private static final int INSTANCES = 3;

	private final List<Living> living = new ArrayList<>();

	/** Those that were stopped for a while, and could not know what has happened. */
	private final Set<String> stopped = new HashSet<>();

	/** How long it took until another one executed the task, in ms. */
	private final List<Long> takeovers = new ArrayList<>();

	/** What all have written is left there after a failure. */
	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	Path folder;

	private Book runs;

	private int started;

	/** Starts a server whose store is empty. */
	protected abstract KillsContractTests.Server startServer() throws Exception;

	/** Opens the server's store. */
	protected abstract StoreOpener opener();

	@Test
	@Timeout(3600)
	void oneAtATimeExecutesThemWhateverDies() throws Exception {
		int kills = Integer.getInteger("cluster.kills", 10) / 2;
		this.runs = new Book(this.folder.resolve("runs"));
		try (KillsContractTests.Server server = startServer()) {
			for (int i = 0; i < INSTANCES; i++) {
				this.living.add(new Living(server));
			}
			for (String task : TaskInstance.TASKS) {
				await().until(() -> !begun(task).isEmpty());
			}
			for (int i = 0; i < kills; i++) {
				disturb(server, TaskInstance.TASKS.get(i % 2), i % 5 == 2);
			}
			await().until(() -> this.living.stream().allMatch((one) -> !one.all("started").isEmpty()));
			Files.createFile(this.folder.resolve("stop"));
			check();
		}
		finally {
			this.living.forEach((one) -> one.process.destroyForcibly());
		}
	}

	/** Kills or stops whoever executes a task, until another one does. */
	private void disturb(KillsContractTests.Server server, String task, boolean stops) throws Exception {
		await().until(() -> this.living.stream().filter((one) -> !one.all("watched").isEmpty()).count() > 1);
		await().until(() -> executing(task).isPresent());
		int before = begun(task).size();
		Living victim = executing(task).orElseThrow();
		if (stops) {
			this.stopped.add(victim.name);
			signal(victim.process, "STOP");
			await().until(() -> begun(task).size() > before);
			signal(victim.process, "CONT");
			return;
		}
		long killed = System.currentTimeMillis();
		victim.process.destroyForcibly().waitFor();
		await().until(() -> begun(task).size() > before);
		this.takeovers.add(begun(task).get(before).at() - killed);
		this.living.set(this.living.indexOf(victim), new Living(server));
	}

	/** Whoever has begun last, unless it is dead. */
	private Optional<Living> executing(String task) {
		List<Book.Entry> begun = begun(task);
		String name = begun.get(begun.size() - 1).what().split(":")[0];
		return this.living.stream().filter((one) -> one.name.equals(name)).findAny();
	}

	private void check() throws Exception {
		for (Living one : this.living) {
			assertThat(one.process.waitFor()).as(one.name + ".log").isZero();
		}
		for (String task : TaskInstance.TASKS) {
			List<Book.Entry> begun = begun(task);
			assertThat(begun.stream().map((one) -> token(one.what())).toList()).as("tokens of " + task)
				.isSorted()
				.doesNotHaveDuplicates();
			List<String> told = this.living.stream().flatMap((one) -> one.all("told-" + task).stream()).toList();
			assertThat(told).as("what futures were told").hasSize(INSTANCES);
			assertThat(new HashSet<>(told)).containsExactly(begun.get(begun.size() - 1).what());
			assertThat(this.living.stream().flatMap((one) -> one.all("heard-" + task).stream()))
				.as("what callbacks were told")
				.containsExactly("00000");
		}
		// A thread is gone with its application
		assertThat(overlapping("threads")).as("what went on beside the next").isEmpty();
		System.out.println(this.takeovers.size() + " kills, taken over after "
				+ this.takeovers.stream().sorted().toList() + " ms");
	}

	/**
	 * What an execution has written after the next one began, unless it was stopped and
	 * woken.
	 */
	private List<String> overlapping(String task) {
		List<String> found = new ArrayList<>();
		long highest = 0;
		for (Book.Entry entry : this.runs.entries().filter((one) -> one.word().endsWith("-" + task)).toList()) {
			long token = token(entry.what());
			if (token < highest && !this.stopped.contains(entry.what().split(":")[0])) {
				found.add(entry + " after " + highest);
			}
			highest = Math.max(highest, token);
		}
		return found;
	}

	private static long token(String run) {
		return Long.parseLong(run.split(":")[1]);
	}

	private List<Book.Entry> begun(String task) {
		return this.runs.entries().filter((entry) -> entry.word().equals("began-" + task)).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20));
	}

	private static void signal(Process process, String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
	}

	/** An instance. */
	private final class Living {

		private final String name = "book" + TaskKillsContractTests.this.started++;

		private final Book book = new Book(TaskKillsContractTests.this.folder.resolve(this.name));

		private final Process process;

		Living(KillsContractTests.Server server) throws IOException {
			Path folder = TaskKillsContractTests.this.folder;
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
					System.getProperty("java.class.path"), TaskInstance.class.getName(), opener().getClass().getName(),
					server.address(server.port()), folder.toString(), this.name)
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve(this.name + ".log").toFile())
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
		}

		List<String> all(String word) {
			Stream<Book.Entry> entries = this.book.entries();
			return entries.filter((entry) -> entry.word().equals(word)).map(Book.Entry::what).toList();
		}

	}

}
