package io.github.parallelpools.cluster.jdbc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.cluster.CancelResult;
import io.github.parallelpools.spi.cluster.Claim;
import io.github.parallelpools.spi.cluster.ClaimOrder;
import io.github.parallelpools.spi.cluster.ClusterListener;
import io.github.parallelpools.spi.cluster.ClusterMember;
import io.github.parallelpools.spi.cluster.ClusterNode;
import io.github.parallelpools.spi.cluster.ClusterOutcome;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.ClusterStoreException;
import io.github.parallelpools.spi.cluster.DesiredState;
import io.github.parallelpools.spi.cluster.EndedTask;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;
import io.github.parallelpools.spi.cluster.NewTask;
import io.github.parallelpools.spi.cluster.OwnedTask;
import io.github.parallelpools.spi.cluster.QueueFigures;
import io.github.parallelpools.spi.cluster.Requeued;
import io.github.parallelpools.spi.cluster.StoredLock;
import io.github.parallelpools.spi.cluster.StoredTask;
import io.github.parallelpools.spi.cluster.TaskClaim;
import io.github.parallelpools.spi.cluster.TaskEnd;

/**
 * What a cluster shares, in the application's database: PostgreSQL, MariaDB, or H2 in
 * memory for all that is in one JVM. Each call has a transaction of its own, but for
 * tasks that are submitted in the caller's. Takes at most one connection at a time for
 * each thread that calls, one for its own thread that sends notices, one for each watch,
 * and one on which nodes renew their leases. Safe for use by several threads.
 */
public final class JdbcClusterStore implements ClusterStore {

	/** The name of this kind of store in the configuration. */
	public static final String NAME = "jdbc";

	private static final Log logger = LogFactory.getLog(JdbcClusterStore.class);

	private final NoticeBoard board;

	/** {@code null} if other JVMs tell nothing. */
	private final @Nullable PostgresNotices notices;

	/** Whether there are no other JVMs. */
	private final boolean alone;

	private final Notifier notifier;

	/** {@code null} if nodes renew their leases as all else is done. */
	private final @Nullable LeaseConnection own;

	private final JdbcNodes nodes;

	private final JdbcTasks tasks;

	private final JdbcTaskRecords records;

	private final JdbcLocks locks;

	private final JdbcMaps maps;

	private final Set<StoreWatch> watches = ConcurrentHashMap.newKeySet();

	private JdbcClusterStore(Database database, Dialect dialect, NoticeBoard board, @Nullable PostgresNotices notices,
			@Nullable DataSource straight) {
		this.alone = dialect instanceof H2Dialect;
		this.board = board;
		this.notices = notices;
		this.notifier = new Notifier(board, (notices != null) ? notices::send : null);
		this.own = (straight != null) ? new LeaseConnection(straight) : null;
		this.nodes = new JdbcNodes(database, dialect, this.notifier, this.own);
		this.tasks = new JdbcTasks(database, dialect, this.notifier);
		this.records = new JdbcTaskRecords(database, dialect, this.notifier);
		this.locks = new JdbcLocks(database, dialect, this.notifier);
		this.maps = new JdbcMaps(database, dialect, this.notifier);
	}

	/**
	 * Opens a store whose tables are there.
	 * @param source the database
	 * @param settings how it is used
	 * @return the store, which leaves the DataSource open when it is closed
	 * @throws IllegalStateException if the database can't be used, or the tables are
	 * missing; the message says what to do
	 * @throws ClusterStoreException if the database can't be reached
	 */
	public static JdbcClusterStore open(DataSource source, JdbcClusterSettings settings) {
		return switch (Databases.platform(source)) {
			case "h2" -> openH2(source, settings);
			case "mariadb" -> open(source, settings, new MariaDialect());
			default -> open(source, settings, new PostgresDialect());
		};
	}

	private static JdbcClusterStore openH2(DataSource source, JdbcClusterSettings settings) {
		logger.info("The cluster has one JVM, as H2 in memory is its store: use PostgreSQL for several instances.");
		NoticeBoard board = NoticeBoard.of(Databases.address(source));
		H2Dialect dialect = new H2Dialect(board);
		return new JdbcClusterStore(database(source, settings, dialect), dialect, board, null, null);
	}

	static JdbcClusterStore open(DataSource source, JdbcClusterSettings settings, MariaDialect maria) {
		return new JdbcClusterStore(database(source, settings, maria), maria, NoticeBoard.of(Databases.address(source)),
				null, settings.straight());
	}

	private static Database database(DataSource source, JdbcClusterSettings settings, Dialect dialect) {
		Database database = new Database(source, settings.tables(), dialect.frame());
		new TableCheck(database, dialect).require();
		return database;
	}

	static JdbcClusterStore open(DataSource source, JdbcClusterSettings settings, PostgresDialect postgres) {
		Database database = database(source, settings, postgres);
		DataSource listening = (settings.straight() != null) ? settings.straight() : database.source();
		PostgresNotices notices = settings.listen()
				? new PostgresNotices(database, postgres, listening, settings.fastDeath()) : null;
		return new JdbcClusterStore(database, postgres, new NoticeBoard(), notices, settings.straight());
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public void join(ClusterNode node, Duration lease) {
		this.nodes.join(node, lease);
	}

	@Override
	public boolean renew(String node, String status) {
		return this.nodes.renew(node, status);
	}

	@Override
	public void leave(String node) {
		this.nodes.leave(node);
	}

	@Override
	public List<ClusterMember> nodes() {
		return this.nodes.list();
	}

	@Override
	public List<String> evict() {
		return this.nodes.evict();
	}

	@Override
	public boolean submit(NewTask task) {
		return this.tasks.submit(task);
	}

	@Override
	public boolean submit(NewTask task, TransactionEnd end) {
		return this.tasks.submit(task, end);
	}

	@Override
	public Optional<Claim> submit(NewTask task, String node, ClaimOrder order) {
		return this.tasks.submit(task, node, order);
	}

	@Override
	public List<Claim> claim(String node, ClaimOrder order) {
		return this.tasks.claim(node, order);
	}

	@Override
	public boolean complete(TaskClaim claim, ClusterOutcome outcome) {
		return this.tasks.complete(claim, outcome);
	}

	@Override
	public List<Boolean> complete(List<TaskEnd> ends) {
		return this.tasks.complete(ends);
	}

	@Override
	public boolean release(TaskClaim claim, boolean counted) {
		return this.tasks.release(claim, counted);
	}

	@Override
	public List<OwnedTask> mine(String node) {
		return this.tasks.mine(node);
	}

	@Override
	public CancelResult cancel(String task, boolean running, String reason) {
		return this.tasks.cancel(task, running, reason);
	}

	@Override
	public int cancelTagged(String pool, String tag, boolean running, String reason) {
		return this.tasks.cancelTagged(pool, tag, running, reason);
	}

	@Override
	public List<EndedTask> outcomes(Collection<String> tasks) {
		return this.records.outcomes(tasks);
	}

	@Override
	public void forget(Collection<String> tasks) {
		this.records.forget(tasks);
	}

	@Override
	public List<StoredTask> untold(String pool, Collection<String> listeners, int most) {
		return this.records.untold(pool, listeners, most);
	}

	@Override
	public boolean adopt(String node, String task, String submitter) {
		return this.records.adopt(node, task, submitter);
	}

	@Override
	public void told(Collection<String> tasks) {
		this.records.told(tasks);
	}

	@Override
	public Optional<StoredTask> find(String task) {
		return this.records.find(task);
	}

	@Override
	public Requeued requeue() {
		return this.records.requeue();
	}

	@Override
	public int expire(Duration retention) {
		return this.records.expire(retention);
	}

	@Override
	public QueueFigures figures(String pool) {
		return this.records.figures(pool);
	}

	@Override
	public int queued(String pool, int most) {
		return this.records.queued(pool, most);
	}

	@Override
	public List<StoredTask> deadLetters(String pool, int most) {
		return this.records.deadLetters(pool, most);
	}

	@Override
	public boolean resend(String letter, String task, String submitter) {
		return this.records.resend(letter, task, submitter);
	}

	@Override
	public boolean removeDeadLetter(String letter) {
		return this.records.removeDeadLetter(letter);
	}

	@Override
	public OptionalLong tryLock(String node, String lock, String owner) {
		return this.locks.tryLock(node, lock, owner);
	}

	@Override
	public boolean unlock(String node, String lock, long token) {
		return this.locks.unlock(node, lock, token);
	}

	@Override
	public Optional<StoredLock> forceUnlock(String lock) {
		return this.locks.forceUnlock(lock);
	}

	@Override
	public List<StoredLock> locks() {
		return this.locks.list();
	}

	@Override
	public @Nullable MapValue get(String map, String key) {
		return this.maps.get(map, key);
	}

	@Override
	public OptionalLong cas(String map, String key, long expected, byte @Nullable [] value) {
		return this.maps.cas(map, key, expected, value);
	}

	@Override
	public @Nullable MapValue put(String map, String key, byte @Nullable [] value) {
		return this.maps.put(map, key, value);
	}

	@Override
	public List<MapEntry> entries(String map) {
		return this.maps.entries(map);
	}

	@Override
	public int size(String map) {
		return this.maps.size(map);
	}

	@Override
	public void clear(String map) {
		this.maps.clear(map);
	}

	@Override
	public List<String> maps() {
		return this.maps.maps();
	}

	@Override
	public Optional<DesiredState> desired(String pool) {
		return Optional.ofNullable(this.maps.desired(pool));
	}

	@Override
	public OptionalLong desire(String pool, long version, String state) {
		return this.maps.desire(pool, version, state);
	}

	@Override
	public Watch watch(String node, ClusterListener listener) {
		NoticeBoard.Reader reader = new NoticeBoard.Reader(node, listener);
		PostgresWatch postgres = (this.notices != null) ? new PostgresWatch(this.notices, reader).start() : null;
		StoreWatch watch = new StoreWatch(reader, postgres);
		this.watches.add(watch);
		this.board.add(reader);
		return watch;
	}

	/** Ends the connections of all watches as the death of this process would. */
	void sever() {
		this.watches.forEach(StoreWatch::sever);
	}

	@Override
	public void close() {
		this.watches.forEach(StoreWatch::close);
		this.notifier.close();
		if (this.own != null) {
			this.own.close();
		}
	}

	/** Is told by this JVM, and by others if they can. */
	private final class StoreWatch implements Watch {

		private final NoticeBoard.Reader reader;

		private final @Nullable PostgresWatch postgres;

		StoreWatch(NoticeBoard.Reader reader, @Nullable PostgresWatch postgres) {
			this.reader = reader;
			this.postgres = postgres;
		}

		@Override
		public boolean showsDeath() {
			return this.postgres != null && this.postgres.showsDeath();
		}

		@Override
		public boolean tells() {
			return (this.postgres != null) ? this.postgres.tells() : JdbcClusterStore.this.alone;
		}

		void sever() {
			if (this.postgres != null) {
				this.postgres.sever();
			}
		}

		@Override
		public void close() {
			JdbcClusterStore.this.board.remove(this.reader);
			JdbcClusterStore.this.watches.remove(this);
			if (this.postgres != null) {
				this.postgres.close();
			}
		}

	}

}
