package io.github.parallelpools.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.Delivery;
import io.github.parallelpools.pool.ItemSource;
import io.github.parallelpools.task.TaskOutcome;

/**
 * Gives a pool the records of a share group of Kafka: a bean that the pool names in
 * {@code queue.source}. A record is accepted when its task has succeeded and released in
 * all other cases, so that the broker delivers it again, to any instance, until its
 * delivery count is used up. One that can't be decoded is rejected, as is one of whose
 * task's end {@link #rejecting} says so. While a task lasts, the lock of its record is
 * renewed.
 * <p>
 * Needs {@code kafka-clients} and brokers of version 4.2 or newer. Each worker that waits
 * or runs a task of this source has a consumer and a thread of its own. Thread-safe.
 *
 * @param <V> the type of the items
 */
public final class KafkaShareSource<V> implements ItemSource, AutoCloseable {

	private static final System.Logger logger = System.getLogger(KafkaShareSource.class.getName());

	/** Settings of consumers that share groups refuse, as brokers decide these. */
	private static final List<String> NOT_FOR_GROUPS = List.of("auto.offset.reset", "enable.auto.commit",
			"group.instance.id", "isolation.level", "partition.assignment.strategy", "interceptor.classes",
			"session.timeout.ms", "heartbeat.interval.ms", "group.protocol", "group.remote.assignor");

	private static final long IDLE_SECONDS = 5;

	private static final long CLOSE_SECONDS = 15;

	private final Map<String, Object> settings;

	private final List<String> topics;

	private final Deserializer<? extends V> decoder;

	private final String name;

	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final LinkedBlockingQueue<ShareRequest> requests = new LinkedBlockingQueue<>();

	private final AtomicLong renewals = new AtomicLong();

	/** Each has a thread; guarded by itself, as is what follows. */
	private final Map<ShareLane, Thread> lanes = new HashMap<>();

	/** Requests that are not answered. */
	private int waiting;

	/** Records whose tasks have not ended. */
	private int holding;

	private long started;

	private volatile Predicate<? super TaskOutcome> hopeless = (outcome) -> false;

	private volatile boolean closed;

	/**
	 * Makes a source, which connects when a pool first asks for a record.
	 * @param settings of Kafka's consumer, at least {@code bootstrap.servers}; those that
	 * a share group does not have are left out
	 * @param group the name of the share group
	 * @param topics the topics, at least one
	 * @param decoder makes the items of records' values, in several threads at once; what
	 * it throws an exception for or makes {@code null} of is rejected
	 * @throws IllegalArgumentException if there is no group or no topic
	 */
	public KafkaShareSource(Map<String, Object> settings, String group, Collection<String> topics,
			Deserializer<? extends V> decoder) {
		if (group.isBlank() || topics.isEmpty()) {
			throw new IllegalArgumentException(
					"A share group needs a name and a topic, and there are '%s' and %s".formatted(group, topics));
		}
		Map<String, Object> all = new HashMap<>(settings);
		NOT_FOR_GROUPS.forEach(all::remove);
		// Given as objects below
		all.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
		all.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
		all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
		all.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
		all.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
		all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
		this.settings = all;
		this.topics = List.copyOf(topics);
		this.decoder = decoder;
		this.name = "share-" + group;
	}

	/**
	 * Has records rejected, which are never delivered again, if their tasks have ended in
	 * a way that another delivery would not change. Without this, only what can't be
	 * decoded is rejected.
	 * @param hopeless asked once for each task that has not succeeded, in any thread; if
	 * it throws an exception, that is logged and the record is released
	 * @return this source
	 */
	public KafkaShareSource<V> rejecting(Predicate<? super TaskOutcome> hopeless) {
		this.hopeless = Objects.requireNonNull(hopeless, "What is hopeless can't be null");
		return this;
	}

	/** What the broker is told of the record of a task. */
	AcknowledgeType judge(TaskOutcome outcome) {
		if (outcome instanceof TaskOutcome.Succeeded) {
			return AcknowledgeType.ACCEPT;
		}
		try {
			return this.hopeless.test(outcome) ? AcknowledgeType.REJECT : AcknowledgeType.RELEASE;
		}
		catch (RuntimeException | Error ex) {
			logger.log(System.Logger.Level.WARNING,
					"What 'rejecting' of '%s' was given has failed, so that the record is released"
						.formatted(this.name),
					ex);
			return AcknowledgeType.RELEASE;
		}
	}

	@Override
	public @Nullable Delivery poll(Duration timeout) throws InterruptedException {
		ShareRequest request = new ShareRequest(timeout);
		synchronized (this.lanes) {
			if (this.closed) {
				return null;
			}
			this.waiting++;
			this.requests.add(request);
			if (this.lanes.size() < this.waiting + this.holding) {
				startLane();
			}
		}
		try {
			return request.await();
		}
		finally {
			synchronized (this.lanes) {
				this.waiting--;
			}
			this.requests.remove(request);
		}
	}

	/** Called under the lock. */
	private void startLane() {
		ShareLane lane = new ShareLane(this);
		Thread thread = new Thread(lane, this.name + "-" + (++this.started));
		thread.setDaemon(true);
		thread.setContextClassLoader(this.classLoader);
		this.lanes.put(lane, thread);
		thread.start();
	}

	/**
	 * Waits for a worker that waits.
	 * @param lane who has nothing to do
	 * @return what the worker waits for, {@code null} if the lane is to end
	 */
	@Nullable ShareRequest next(ShareLane lane) {
		try {
			while (!this.closed) {
				ShareRequest request = this.requests.poll(IDLE_SECONDS, TimeUnit.SECONDS);
				if (request != null) {
					return request;
				}
				synchronized (this.lanes) {
					if (this.requests.isEmpty()) {
						this.lanes.remove(lane);
						return null;
					}
				}
			}
		}
		catch (InterruptedException ex) {
			// Closed
		}
		return null;
	}

	/** A lane has ended. */
	void ended(ShareLane lane) {
		synchronized (this.lanes) {
			this.lanes.remove(lane);
		}
	}

	/** A lane has a record. */
	void taken() {
		synchronized (this.lanes) {
			this.holding++;
		}
	}

	/**
	 * It is known what becomes of a record. Its lane is there for the next worker as soon
	 * as it has told the broker, and none is started for that one: a client may have
	 * fetched a record more than it was asked for, which only its own lane can hand over.
	 */
	void over() {
		synchronized (this.lanes) {
			this.holding--;
		}
	}

	/** A lane has renewed the lock of a record. */
	void renewed() {
		this.renewals.incrementAndGet();
	}

	/** How often locks of records were renewed. */
	long renewals() {
		return this.renewals.get();
	}

	boolean isClosed() {
		return this.closed;
	}

	/** A new consumer, which belongs to the calling thread. */
	ShareConsumer<byte[], byte[]> connect() {
		Map<String, Object> own = new HashMap<>(this.settings);
		Object id = own.get(ConsumerConfig.CLIENT_ID_CONFIG);
		if (id != null && !id.toString().isEmpty()) {
			own.put(ConsumerConfig.CLIENT_ID_CONFIG, id + "-" + Thread.currentThread().getName());
		}
		ShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(own, new ByteArrayDeserializer(),
				new ByteArrayDeserializer());
		consumer.subscribe(this.topics);
		return consumer;
	}

	/**
	 * What a record holds.
	 * @param record the record
	 * @return the item, {@code null} if it never can be one
	 */
	@Nullable Object decode(ConsumerRecord<byte[], byte[]> record) {
		try {
			Object item = this.decoder.deserialize(record.topic(), record.headers(), record.value());
			if (item != null) {
				return item;
			}
			rejected(record, null);
		}
		catch (RuntimeException ex) {
			rejected(record, ex);
		}
		return null;
	}

	private static void rejected(ConsumerRecord<?, ?> record, @Nullable Throwable error) {
		String message = "The record at offset %s of partition %s-%s can't be decoded and is rejected"
			.formatted(record.offset(), record.topic(), record.partition());
		logger.log(System.Logger.Level.WARNING, message, error);
	}

	/**
	 * Gives back what is held, and leaves the group; waits up to 15 s for that.
	 * Afterwards there are no records. Does nothing if it was closed before.
	 */
	@Override
	public void close() {
		Set<Map.Entry<ShareLane, Thread>> all;
		synchronized (this.lanes) {
			this.closed = true;
			all = new HashSet<>(Map.copyOf(this.lanes).entrySet());
		}
		for (ShareRequest request : this.requests) {
			request.answer(null);
		}
		all.forEach((entry) -> entry.getKey().close());
		long start = System.nanoTime();
		try {
			for (Map.Entry<ShareLane, Thread> entry : all) {
				long left = TimeUnit.SECONDS.toNanos(CLOSE_SECONDS) - (System.nanoTime() - start);
				Thread thread = Objects.requireNonNull(entry.getValue());
				TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, left));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
