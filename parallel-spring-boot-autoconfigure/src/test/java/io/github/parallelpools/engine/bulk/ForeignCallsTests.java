package io.github.parallelpools.engine.bulk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is in foreign code is interrupted there, and never elsewhere. */
@Timeout(60)
class ForeignCallsTests {

	private final AtomicInteger closed = new AtomicInteger();

	private final ForeignCalls calls = new ForeignCalls(this.closed::incrementAndGet);

	@Test
	void areClosedAtOnceIfNobodyIsInside() {
		assertThat(this.calls.enter()).isTrue();
		this.calls.leave();
		assertThat(this.closed).hasValue(0);
		this.calls.end();
		this.calls.end();
		assertThat(this.closed).hasValue(1);
		assertThat(this.calls.enter()).isFalse();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void areClosedByWhoIsInsideWhenItLeaves() {
		assertThat(this.calls.enter()).isTrue();
		this.calls.end();
		this.calls.end();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.closed).hasValue(0);
		this.calls.leave();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.closed).hasValue(1);
		assertThat(this.calls.enter()).isFalse();
	}

	@Test
	void leaveNoInterruptBehindWhoeverEndsThemWhenever() throws Exception {
		for (int round = 0; round < 2000; round++) {
			AtomicInteger closes = new AtomicInteger();
			ForeignCalls one = new ForeignCalls(closes::incrementAndGet);
			CountDownLatch begun = new CountDownLatch(1);
			AtomicBoolean interrupted = new AtomicBoolean();
			Thread reader = new Thread(() -> {
				begun.countDown();
				while (one.enter()) {
					one.leave();
				}
				interrupted.set(Thread.interrupted());
			});
			reader.start();
			begun.await();
			one.end();
			reader.join();
			assertThat(interrupted).isFalse();
			assertThat(closes).hasValue(1);
		}
	}

}
