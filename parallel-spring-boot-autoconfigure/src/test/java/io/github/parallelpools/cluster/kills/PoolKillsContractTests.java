package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three applications share pools of threads and of processes; they die, are stopped, are
 * cut off, and lose the server. With {@code -Dcluster.kills} more of them die.
 */
public abstract class PoolKillsContractTests {

	private static final int INSTANCES = 3;

	private static final Duration LONG = Duration.ofMinutes(2);

	private final Random random = new Random(Long.getLong("cluster.seed", 1));

	private final List<Book> books = new ArrayList<>();

	private final List<Living> living = new ArrayList<>();

	/** How long it took the others to notice a death, in ms. */
	private final List<Long> noticed = new ArrayList<>();

	/** What all have written is left there after a failure. */
	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	Path folder;

	private Book runs;

	/** Starts a server whose store is empty. */
	protected abstract KillsContractTests.Server startServer() throws Exception;

	/** Opens the server's store. */
	protected abstract StoreOpener opener();

	@Test
	@Timeout(3600)
	void whatIsSubmittedEndsOnceWhateverDies() throws Exception {
		int kills = Integer.getInteger("cluster.kills", 10);
		this.runs = new Book(this.folder.resolve("runs"));
		try (KillsContractTests.Server server = startServer()) {
			for (int i = 0; i < INSTANCES; i++) {
				this.living.add(new Living(server));
			}
			awaitTold(30);
			for (int i = 0; i < kills; i++) {
				disturb(server, i % 10);
				kill(ready(), server);
				awaitTold(count("told") + 50);
			}
			Files.createFile(this.folder.resolve("stop"));
			check(server);
			Files.createFile(this.folder.resolve("over"));
			for (Living one : this.living) {
				assertThat(one.process.waitFor()).as(one.book.path() + ".log").isZero();
			}
		}
		catch (Exception | AssertionError ex) {
			this.living.forEach(Living::dump);
			throw ex;
		}
		finally {
			this.living.forEach(Living::close);
		}
	}

	/** Does other harm before some of the kills. */
	private void disturb(KillsContractTests.Server server, int turn) throws Exception {
		switch (turn) {
			case 2 -> {
				Living stopped = ready();
				String node = stopped.node();
				signal(stopped.process, "STOP");
				awaitGone(node);
				signal(stopped.process, "CONT");
				awaitAnother(stopped, node);
			}
			case 5 -> {
				// An application does not start without it.
				await().until(() -> this.living.stream().allMatch(Living::isWatched));
				server.kill();
				server.restart();
			}
			case 7 -> {
				Living cutOff = ready();
				String node = cutOff.node();
				cutOff.cable.cut();
				awaitGone(node);
				cutOff.cable.mend();
				awaitAnother(cutOff, node);
			}
		}
	}

	private static void awaitAnother(Living one, String node) {
		await().until(() -> !one.node().equals(node) && one.isWatched());
	}

	/** One of the living that has joined, if it is not the only one. */
	private Living ready() {
		List<Living> ready = new ArrayList<>();
		await().until(() -> {
			ready.clear();
			this.living.stream().filter(Living::isWatched).forEach(ready::add);
			return ready.size() > 1;
		});
		return ready.get(this.random.nextInt(ready.size()));
	}

	/** Kills an instance, and starts another in its place. */
	private void kill(Living victim, KillsContractTests.Server server) throws Exception {
		victim.process.destroyForcibly().waitFor();
		long killed = System.currentTimeMillis();
		this.living.set(this.living.indexOf(victim), new Living(server));
		awaitGone(victim.node());
		victim.cable.close();
		entries().filter((entry) -> entry.word().equals("evicted") && entry.what().equals(victim.node()))
			.forEach((entry) -> this.noticed.add(entry.at() - killed));
	}

	private void awaitGone(String node) {
		await().until(() -> all("evicted").contains(node));
	}

	private void check(KillsContractTests.Server server) {
		for (Living one : this.living) {
			await().untilAsserted(() -> assertThat(one.count("done")).as(one.book.path() + " waits for " + one.untold())
				.isEqualTo(1));
			// They hear of it after those who wait.
			await().untilAsserted(() -> assertThat(one.all("heard")).as("tasks that listeners hear of")
				.containsExactlyInAnyOrderElementsOf(one.all("submitted")));
		}
		try (ClusterStore store = opener().open(server.address())) {
			for (String pool : PoolInstance.POOLS.keySet()) {
				await().untilAsserted(() -> {
					QueueFigures figures = store.figures(pool);
					assertThat(figures.queued() + figures.running()).as("tasks of pool " + pool).isZero();
					assertThat(figures.dead()).as("dead letters of pool " + pool).isZero();
				});
			}
			assertThat(lost(store)).as("tasks that were lost").isEmpty();
			await().untilAsserted(() -> assertThat(new HashSet<>(all("named")))
				.as("tasks of whose ends whoever they name was told, by whomever")
				.containsAll(all("submitted")));
		}
		List<String> accepted = all("accepted").stream().map(PoolKillsContractTests::task).toList();
		assertThat(accepted).as("outcomes that were accepted").doesNotHaveDuplicates();
		assertThat(all("told")).as("outcomes that futures were told").doesNotHaveDuplicates();
		assertThat(all("heard")).as("outcomes that listeners were told").doesNotHaveDuplicates();
		assertThat(all("wrong")).as("outcomes of other tasks").isEmpty();
		assertThat(new HashSet<>(all("code"))).as("codes").containsExactly("00000");
		List<String> tokens = written("granted");
		assertThat(tokens).as("tokens").isNotEmpty().doesNotHaveDuplicates();
		assertThat(overlaps("granted", "leaving", written("kept"))).as("who had the lock at the same time").isEmpty();
		assertThat(overlaps("began-guarded", "ended-guarded", all("accepted")))
			.as("what ran at the same time in spite of the pool's lock")
			.isEmpty();
		assertThat(fallen()).as("tokens that fell").isEmpty();
		tell(accepted.size(), tokens.size());
	}

	private void tell(int accepted, int tokens) {
		Map<String, Integer> begun = new HashMap<>();
		this.runs.entries()
			.filter((entry) -> entry.word().startsWith("began-"))
			.forEach((entry) -> begun.merge(task(entry.what()), 1, Integer::sum));
		System.out.println(count("submitted") + " tasks, " + this.noticed.size() + " kills, "
				+ begun.values().stream().filter((times) -> times > 1).count()
				+ " tasks begun more than once, accepted " + accepted + ", refused " + count("refused") + ", told "
				+ count("told") + ", named " + new HashSet<>(all("named")).size() + " in " + count("named")
				+ " calls, grants " + tokens + ", lost " + written("lost").size() + ", deaths noticed after "
				+ this.noticed.stream().sorted().toList() + " ms");
	}

	/** What was submitted, but is neither told nor kept for one who has died. */
	private List<String> lost(ClusterStore store) {
		Set<String> known = new HashSet<>(all("told"));
		known.addAll(all("taken"));
		return all("submitted").stream()
			.filter((id) -> !known.contains(id)
					&& store.find(id).filter((task) -> task.state() == StoredTask.State.ENDED).isEmpty())
			.map((id) -> id + " "
					+ Stream.concat(entries(), this.runs.entries())
						.filter((entry) -> entry.what().startsWith(id))
						.toList()
					+ " " + store.find(id))
			.toList();
	}

	/** Which of the runs that have kept what they had were inside of another one. */
	private List<String> overlaps(String from, String to, Collection<String> kept) {
		Set<String> valid = new HashSet<>(kept);
		Map<String, Long> ends = new HashMap<>();
		this.runs.entries()
			.filter((entry) -> entry.word().equals(to))
			.forEach((entry) -> ends.put(entry.what(), entry.at()));
		List<Book.Entry> begun = this.runs.entries()
			.filter((entry) -> entry.word().equals(from) && valid.contains(entry.what()))
			.sorted(Comparator.comparing(Book.Entry::at))
			.toList();
		List<String> found = new ArrayList<>();
		for (int i = 1; i < begun.size(); i++) {
			if (begun.get(i).at() < ends.getOrDefault(begun.get(i - 1).what(), 0L)) {
				found.add(begun.get(i - 1) + " and " + begun.get(i));
			}
		}
		return found;
	}

	/**
	 * The tokens of grants that were kept to their end, but are lower than earlier ones.
	 */
	private List<String> fallen() {
		Set<String> kept = new HashSet<>(written("kept"));
		List<String> found = new ArrayList<>();
		long highest = 0;
		for (String token : written("granted")) {
			if (kept.contains(token)) {
				if (Long.parseLong(token) < highest) {
					found.add(token + " after " + highest);
				}
				highest = Long.parseLong(token);
			}
		}
		return found;
	}

	private static String task(String claim) {
		return claim.substring(0, claim.indexOf(':'));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(LONG);
	}

	private static void signal(Process process, String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
	}

	private void awaitTold(int count) {
		await().until(() -> count("told") >= count);
	}

	private int count(String word) {
		return all(word).size();
	}

	/** What the books of all instances say with a word. */
	private List<String> all(String word) {
		return entries().filter((entry) -> entry.word().equals(word)).map(Book.Entry::what).toList();
	}

	private List<String> written(String word) {
		return this.runs.entries().filter((entry) -> entry.word().equals(word)).map(Book.Entry::what).toList();
	}

	private Stream<Book.Entry> entries() {
		return this.books.stream().flatMap(Book::entries);
	}

	/** An instance with its own cable to the server. */
	private final class Living {

		private final Book book;

		private final Cable cable;

		private final Process process;

		Living(KillsContractTests.Server server) throws IOException {
			String name = "book" + PoolKillsContractTests.this.books.size();
			Path folder = PoolKillsContractTests.this.folder;
			this.book = new Book(folder.resolve(name));
			PoolKillsContractTests.this.books.add(this.book);
			this.cable = new Cable(server.port());
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
					System.getProperty("java.class.path"), PoolInstance.class.getName(), opener().getClass().getName(),
					server.address(this.cable.port()), folder.toString(), name)
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve(name + ".log").toFile())
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
		}

		List<String> all(String word) {
			return this.book.entries().filter((entry) -> entry.word().equals(word)).map(Book.Entry::what).toList();
		}

		int count(String word) {
			return all(word).size();
		}

		String node() {
			List<String> joined = all("joined");
			return joined.get(joined.size() - 1);
		}

		/** Whether the others notice its death at once. */
		boolean isWatched() {
			return count("joined") > 0 && all("watched").contains(node());
		}

		List<String> untold() {
			List<String> untold = new ArrayList<>(all("submitted"));
			untold.removeAll(all("told"));
			return untold;
		}

		/** Has it write where its threads are. */
		void dump() {
			try {
				signal(this.process, "QUIT");
				Path log = Path.of(this.book.path() + ".log");
				await().until(() -> !this.process.isAlive() || Files.readString(log).contains("Full thread dump"));
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		void close() {
			this.process.destroyForcibly();
			this.cable.close();
		}

	}

}
