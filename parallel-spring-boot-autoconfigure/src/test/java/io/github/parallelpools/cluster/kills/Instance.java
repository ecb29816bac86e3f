package io.github.parallelpools.cluster.kills;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.TaskClaim;

/**
 * One of several JVMs that share a store: it submits tasks, runs those of all, takes a
 * lock in between, and writes down what it was told. It may be killed at any time. Line
 * by line its book says {@code submitted}, {@code began}, {@code accepted},
 * {@code refused}, {@code told}, {@code granted}, {@code evicted} or {@code joined},
 * what, and when.
 */
final class Instance {

	static final String POOL = "p";

	private static final Set<String> CAN = Set.of("run");

	private static final int IN_FLIGHT = 8;

	private static final Duration LEASE = Duration.ofSeconds(3);

	private final ClusterStore store;

	private final Path book;

	private final Path stop;

	private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

	private final Set<TaskClaim> running = ConcurrentHashMap.newKeySet();

	private final Set<String> waiting = new HashSet<>();

	private volatile String node = "";

	private ClusterStore.Watch watch;

	private Set<TaskClaim> orphans = Set.of();

	private Instance(ClusterStore store, Path book, Path stop) {
		this.store = store;
		this.book = book;
		this.stop = stop;
	}

	/**
	 * Works until a file appears and all is done.
	 * @param args who opens the store, where it is, the book, the file
	 */
	public static void main(String[] args) throws Exception {
		StoreOpener opener = (StoreOpener) Class.forName(args[0]).getDeclaredConstructor().newInstance();
		ClusterStore store = opener.open(args[1]);
		Instance instance = new Instance(store, Path.of(args[2]), Path.of(args[3]));
		instance.join();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		threads.submit(() -> instance.repeat(instance::work));
		threads.submit(() -> instance.repeat(instance::work));
		threads.submit(() -> instance.repeat(instance::submit));
		threads.submit(() -> instance.repeat(instance::lock));
		instance.repeat(instance::live);
		threads.shutdown();
		threads.awaitTermination(1, TimeUnit.MINUTES);
		store.leave(instance.node);
		store.close();
		System.exit(0);
	}

	private void repeat(Step step) {
		while (!isOver()) {
			try {
				step.take();
			}
			catch (ClusterStoreException ex) {
				pause(20);
			}
			catch (Throwable ex) {
				write("broken", ex.toString());
				Runtime.getRuntime().halt(1);
			}
		}
	}

	private boolean isOver() {
		return Files.exists(this.stop.resolveSibling("over"));
	}

	private void join() {
		String id = UUID.randomUUID().toString();
		this.store.join(new ClusterNode(id, "instance", "build", "{}"), LEASE);
		ClusterStore.Watch old = this.watch;
		this.watch = this.store.watch(id, new Calls());
		this.node = id;
		if (old != null) {
			old.close();
		}
		write("joined", id);
	}

	private void live() {
		if (!this.store.renew(this.node, "{}")) {
			join();
		}
		this.store.evict().forEach((id) -> write("evicted", id));
		this.store.requeue();
		Set<TaskClaim> unknown = this.store.mine(this.node)
			.stream()
			.map(OwnedTask::claim)
			.filter((claim) -> !this.running.contains(claim))
			.collect(Collectors.toSet());
		unknown.stream().filter(this.orphans::contains).forEach((claim) -> this.store.release(claim, false));
		this.orphans = unknown;
		pause(200);
	}

	private void work() {
		String self = this.node;
		List<Claim> claims = this.store.claim(self, new ClaimOrder(POOL, CAN, 1, 5));
		if (claims.isEmpty()) {
			await();
			return;
		}
		TaskClaim claim = claims.get(0).claim();
		this.running.add(claim);
		try {
			write("began", claim.task());
			pause(3);
			end(claim);
		}
		finally {
			this.running.remove(claim);
		}
	}

	private void end(TaskClaim claim) {
		ClusterOutcome outcome = new ClusterOutcome("10000", claim.toString().getBytes(StandardCharsets.UTF_8), false);
		while (true) {
			try {
				write(this.store.complete(claim, outcome) ? "accepted" : "refused", claim.task());
				return;
			}
			catch (ClusterStoreException ex) {
				pause(20);
			}
		}
	}

	private void submit() {
		while (this.waiting.size() < IN_FLIGHT && !Files.exists(this.stop)) {
			NewTask task = new NewTask(UUID.randomUUID().toString(), POOL, this.node, 0, "run", new byte[64],
					new NewTask.Rules(1000, null, null, false));
			boolean done = false;
			while (!done) {
				try {
					this.store.submit(task);
					done = true;
				}
				catch (ClusterStoreException ex) {
					pause(20);
				}
			}
			write("submitted", task.id());
			this.waiting.add(task.id());
		}
		List<EndedTask> ended = this.store.outcomes(this.waiting);
		ended.forEach((task) -> write("told", task.id()));
		List<String> ids = ended.stream().map(EndedTask::id).toList();
		this.waiting.removeAll(ids);
		this.store.forget(ids);
		if (ended.isEmpty()) {
			await();
		}
	}

	private void lock() {
		String self = this.node;
		OptionalLong token = this.store.tryLock(self, "lock", UUID.randomUUID().toString());
		if (token.isPresent()) {
			write("granted", "" + token.getAsLong());
			pause(5);
			if (this.store.unlock(self, "lock", token.getAsLong())) {
				write("kept", "" + token.getAsLong());
			}
		}
		pause(20);
	}

	private void await() {
		try {
			this.calls.poll(50, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(String word, String what) {
		try {
			Files.writeString(this.book, word + " " + what + " " + System.currentTimeMillis() + "\n",
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private interface Step {

		void take();

	}

	/** Wakes one who waits. */
	private final class Calls implements ClusterListener {

		@Override
		public void queued(String pool) {
			Instance.this.calls.offer(pool);
		}

		@Override
		public void ended() {
			Instance.this.calls.offer("");
		}

		@Override
		public void unlocked(String lock) {
		}

		@Override
		public void commanded() {
		}

		@Override
		public void missed() {
			Instance.this.calls.offer("");
		}

	}

}
