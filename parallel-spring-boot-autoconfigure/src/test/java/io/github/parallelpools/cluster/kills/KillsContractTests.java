package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.StoredTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three JVMs share a server and die, are stopped, and lose the server. With
 * {@code -Dcluster.kills} more of them die.
 */
public abstract class KillsContractTests {

	private static final int INSTANCES = 3;

	private final Random random = new Random(Long.getLong("cluster.seed", 1));

	private final List<Book> books = new ArrayList<>();

	/** The books of those that live. */
	private final List<Book> living = new ArrayList<>();

	/** How long it took the others to notice a death, in ms. */
	private final List<Long> noticed = new ArrayList<>();

	private final List<Process> instances = new ArrayList<>();

	@TempDir
	Path folder;

	/** Starts a server whose store is empty. */
	protected abstract Server startServer() throws Exception;

	/** Opens the server's store. */
	protected abstract StoreOpener opener();

	@Test
	@Timeout(1800)
	void nothingIsLostAndNothingEndsTwice() throws Exception {
		int kills = Integer.getInteger("cluster.kills", 6);
		try (Server server = startServer()) {
			for (int i = 0; i < INSTANCES; i++) {
				this.living.add(new Book(this.folder));
				this.instances.add(start(server, i));
			}
			awaitTold(50);
			for (int i = 0; i < kills; i++) {
				int victim = this.random.nextInt(INSTANCES);
				if (i % 6 == 2) {
					stopFor(victim);
				}
				if (i % 6 == 4) {
					server.kill();
					server.restart();
				}
				kill(victim);
				this.instances.set(victim, start(server, victim));
				awaitTold(count("told") + 100);
			}
			Files.createFile(this.folder.resolve("stop"));
			check(server);
			Files.createFile(this.folder.resolve("over"));
			for (Process instance : this.instances) {
				assertThat(instance.waitFor()).isZero();
			}
		}
		finally {
			this.instances.forEach(Process::destroyForcibly);
		}
	}

	private void check(Server server) {
		try (ClusterStore store = opener().open(server.address())) {
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
				var figures = store.figures(Instance.POOL);
				return figures.queued() + figures.running() == 0;
			});
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(lost(store)).as("tasks that were lost").isEmpty());
			assertThat(all("accepted")).as("outcomes that were accepted").doesNotHaveDuplicates();
			assertThat(all("told")).as("outcomes that were told").doesNotHaveDuplicates();
			assertThat(all("granted")).as("tokens").doesNotHaveDuplicates();
			assertThat(all("broken")).isEmpty();
			System.out.println(all("submitted").size() + " tasks, begun " + all("began").size() + ", accepted "
					+ all("accepted").size() + ", refused " + all("refused").size() + ", told " + all("told").size()
					+ ", evicted " + all("evicted").size() + ", grants " + all("granted").size()
					+ ", deaths noticed after " + this.noticed.stream().sorted().toList() + " ms");
		}
	}

	/**
	 * What was accepted, but neither told nor kept for one who has died, with all that is
	 * known of it.
	 */
	private List<String> lost(ClusterStore store) {
		Set<String> told = Set.copyOf(all("told"));
		return all("submitted").stream()
			.filter((id) -> !told.contains(id) && !hasEnded(store, id))
			.map((id) -> id + " " + entries().filter((entry) -> entry.what().equals(id)).toList() + " "
					+ store.find(id))
			.toList();
	}

	private static boolean hasEnded(ClusterStore store, String id) {
		return store.find(id).filter((task) -> task.state() == StoredTask.State.ENDED).isPresent();
	}

	private Process start(Server server, int place) throws IOException {
		Book book = new Book(this.folder.resolve("book" + this.books.size()));
		this.books.add(book);
		this.living.set(place, book);
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp",
				System.getProperty("java.class.path"), Instance.class.getName(), opener().getClass().getName(),
				server.address(), book.path().toString(), this.folder.resolve("stop").toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(book.path().getFileName() + ".log").toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !joined(book).isEmpty());
		return process;
	}

	/** Stops an instance until the others have taken it for dead. */
	private void stopFor(int victim) throws Exception {
		Process instance = this.instances.get(victim);
		Book book = this.living.get(victim);
		signal(instance, "STOP");
		List<String> before = joined(book);
		String node = before.get(before.size() - 1);
		// Also others may be evicted, as they are slow.
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> all("evicted").contains(node));
		signal(instance, "CONT");
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> joined(book).size() > before.size());
	}

	private static List<String> joined(Book book) {
		return book.entries().filter((entry) -> entry.word().equals("joined")).map(Book.Entry::what).toList();
	}

	/** Kills an instance, and waits until the others have noticed. */
	private void kill(int victim) throws InterruptedException {
		this.instances.get(victim).destroyForcibly().waitFor();
		long killed = System.currentTimeMillis();
		List<String> joined = joined(this.living.get(victim));
		String node = joined.get(joined.size() - 1);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> all("evicted").contains(node));
		entries().filter((entry) -> entry.word().equals("evicted") && entry.what().equals(node))
			.forEach((entry) -> this.noticed.add(entry.at() - killed));
	}

	private static void signal(Process process, String signal) throws Exception {
		new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
	}

	private void awaitTold(int count) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> count("told") >= count);
	}

	private int count(String word) {
		return all(word).size();
	}

	/** What all books say with a word. */
	private List<String> all(String word) {
		return entries().filter((entry) -> entry.word().equals(word)).map(Book.Entry::what).toList();
	}

	private Stream<Book.Entry> entries() {
		return this.books.stream().flatMap(Book::entries);
	}

	/** A server that can be killed. */
	public interface Server extends AutoCloseable {

		/**
		 * Where it listens.
		 * @return the port on the loopback interface
		 */
		int port();

		/**
		 * Where it is for one who comes by another port.
		 * @param port the port, as of a {@link Cable}
		 * @return the address for {@link StoreOpener}
		 */
		String address(int port);

		/**
		 * Where it is.
		 * @return the address for {@link StoreOpener}
		 */
		default String address() {
			return address(port());
		}

		/** Kills it. */
		void kill() throws Exception;

		/** Starts it again, with what it has stored. */
		void restart() throws Exception;

		@Override
		void close();

	}

}
