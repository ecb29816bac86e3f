package io.github.parallelpools.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.jspecify.annotations.Nullable;

/**
 * One consumer and the thread to which it belongs: takes one record at a time for a
 * worker that waits, and tells the broker how its task ended.
 */
final class ShareLane implements Runnable {

	private static final System.Logger logger = System.getLogger(ShareLane.class.getName());

	/** How soon it is seen that a worker waits no more. */
	private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final Duration SLICE = Duration.ofNanos(SLICE_NANOS);

	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

	private static final int USUAL_LOCK_MILLIS = 30_000;

	/** How often a lock is renewed before it would end, were the others lost. */
	private static final int RENEWALS = 3;

	/** A renewed record comes back within this time, or is lost. */
	private static final int LOOKS_FOR_RENEWED = 50;

	private final KafkaShareSource<?> source;

	private @Nullable ShareConsumer<byte[], byte[]> consumer;

	private volatile @Nullable HeldRecord held;

	ShareLane(KafkaShareSource<?> source) {
		this.source = source;
	}

	@Override
	public void run() {
		try {
			for (ShareRequest next = this.source.next(this); next != null; next = this.source.next(this)) {
				serve(next);
			}
		}
		finally {
			discard();
			this.source.ended(this);
		}
	}

	/** Whatever is held is given back, as the source closes. */
	void close() {
		HeldRecord present = this.held;
		if (present != null) {
			present.release();
		}
	}

	private void serve(ShareRequest request) {
		try {
			ConsumerRecord<byte[], byte[]> record = look(request);
			while (record != null) {
				Object item = this.source.decode(record);
				if (item != null) {
					hold(record, new HeldRecord(item, this.source::judge, this.source::over), request);
					return;
				}
				settle(record, AcknowledgeType.REJECT);
				record = look(request);
			}
			request.answer(null);
		}
		catch (Throwable ex) {
			request.fail(ex);
			discard();
		}
	}

	/** Waits for a record as long as the worker does. */
	private @Nullable ConsumerRecord<byte[], byte[]> look(ShareRequest request) {
		long left = request.nanosLeft();
		while (left > 0 && !this.source.isClosed()) {
			for (ConsumerRecord<byte[], byte[]> record : consumer()
				.poll(Duration.ofNanos(Math.min(left, SLICE_NANOS)))) {
				return record;
			}
			left = request.nanosLeft();
		}
		return null;
	}

	private ShareConsumer<byte[], byte[]> consumer() {
		ShareConsumer<byte[], byte[]> present = this.consumer;
		if (present == null) {
			present = this.source.connect();
			this.consumer = present;
		}
		return present;
	}

	private void hold(ConsumerRecord<byte[], byte[]> record, HeldRecord task, ShareRequest request)
			throws InterruptedException {
		this.held = task;
		try {
			this.source.taken();
			if (this.source.isClosed() || !request.answer(task)) {
				task.release();
			}
			ConsumerRecord<byte[], byte[]> present = record;
			AcknowledgeType end = task.await(renewMillis());
			while (end == null) {
				present = (present != null) ? renewed(present) : null;
				end = task.await(renewMillis());
			}
			if (present != null) {
				settle(present, end);
				if (end == AcknowledgeType.REJECT) {
					rejected(present);
				}
			}
		}
		finally {
			this.held = null;
			task.release();
		}
	}

	private long renewMillis() {
		ShareConsumer<byte[], byte[]> present = this.consumer;
		int lock = (present != null) ? present.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MILLIS) : USUAL_LOCK_MILLIS;
		return Math.max(1, lock / RENEWALS);
	}

	/** The record with a new lock, {@code null} if it is lost. */
	private @Nullable ConsumerRecord<byte[], byte[]> renewed(ConsumerRecord<byte[], byte[]> record) {
		try {
			tell(record, AcknowledgeType.RENEW);
			for (int i = 0; i < LOOKS_FOR_RENEWED; i++) {
				for (ConsumerRecord<byte[], byte[]> next : consumer().poll(SLICE)) {
					if (isSame(record, next)) {
						this.source.renewed();
						return next;
					}
					settle(next, AcknowledgeType.RELEASE);
				}
			}
			lost(record, "was not renewed", null);
		}
		catch (RuntimeException ex) {
			lost(record, "can't be renewed", ex);
		}
		discard();
		return null;
	}

	private static boolean isSame(ConsumerRecord<?, ?> one, ConsumerRecord<?, ?> other) {
		return one.offset() == other.offset() && one.partition() == other.partition()
				&& one.topic().equals(other.topic());
	}

	private void settle(ConsumerRecord<byte[], byte[]> record, AcknowledgeType end) {
		try {
			tell(record, end);
		}
		catch (RuntimeException ex) {
			lost(record, "can't be settled with " + end, ex);
			discard();
		}
	}

	private void tell(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
		consumer().acknowledge(record, type);
		Map<TopicIdPartition, Optional<KafkaException>> results = consumer().commitSync();
		results.values().stream().flatMap(Optional::stream).findFirst().ifPresent((error) -> {
			throw error;
		});
	}

	private static void rejected(ConsumerRecord<?, ?> record) {
		logger.log(System.Logger.Level.WARNING,
				"The record at offset %s of partition %s-%s is rejected, as 'rejecting' says of the end of its task"
					.formatted(record.offset(), record.topic(), record.partition()));
	}

	private static void lost(ConsumerRecord<?, ?> record, String what, @Nullable Throwable error) {
		String message = "The record at offset %s of partition %s-%s %s, so that it may be delivered again"
			.formatted(record.offset(), record.topic(), record.partition(), what);
		logger.log(System.Logger.Level.WARNING, message, error);
	}

	/** What the consumer has is free at once. */
	private void discard() {
		ShareConsumer<byte[], byte[]> present = this.consumer;
		this.consumer = null;
		if (present != null) {
			try {
				present.close(CLOSE_PATIENCE);
			}
			catch (RuntimeException ex) {
				logger.log(System.Logger.Level.WARNING,
						"A consumer of a share group can't be closed; the broker will notice that it is gone", ex);
			}
		}
	}

}
