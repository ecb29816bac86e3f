package io.github.parallelpools.worker.process.child;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.JdkPayloadCodec;
import io.github.parallelpools.spi.PayloadCodec;
import io.github.parallelpools.spi.codec.TagCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a worker tries before its first task is what it does with one. */
class RehearsalTests {

	private static final AtomicInteger calls = new AtomicInteger();

	private static int called() {
		return calls.incrementAndGet();
	}

	@Test
	void theTaskIsReadAndCalledOnceAndItsResultWritten() throws Exception {
		List<String> captured = List.of("a", "b");
		int before = calls.get();
		byte[] result = Rehearsal.of(() -> captured.size() + 10 * (called() - before));
		assertThat(calls).hasValue(before + 1);
		ClassLoader loader = getClass().getClassLoader();
		ApplicationObjects objects = new ApplicationObjects(SharedStore.inMemory(), loader);
		PayloadCodec codec = new TagCodec(new JdkPayloadCodec(loader, null, 1024, objects), loader, null, 1024,
				objects);
		assertThat(codec.decode(ByteBuffer.wrap(result))).isEqualTo(12);
	}

	@Test
	void whatItThrowsIsThrown() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Rehearsal.of(() -> {
			throw new IllegalStateException("wrong");
		}));
	}

}
