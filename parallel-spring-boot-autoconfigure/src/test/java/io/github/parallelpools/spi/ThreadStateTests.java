package io.github.parallelpools.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread that has thread locals already when it begins to run tasks. */
class ThreadStateTests {

	private final ThreadLocal<String> user = new ThreadLocal<>();

	private final InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();

	private final InheritableThreadLocal<String> other = new InheritableThreadLocal<>();

	private static void inNewThread(Runnable work) throws Exception {
		FutureTask<Void> done = new FutureTask<>(work, null);
		new Thread(done).start();
		done.get();
	}

	@Test
	void whatWasLookedAtBeforeIsTakenBackToo() throws Exception {
		inNewThread(() -> {
			assertThat(this.user.get()).isNull();
			assertThat(this.tenant.get()).isNull();
			assertThat(MDC.get("user")).isNull();
			ThreadState state = ThreadState.ofThisThread();
			this.user.set("alice");
			this.tenant.set("bob");
			MDC.put("user", "carol");
			state.restore();
			assertThat(this.user.get()).isNull();
			assertThat(this.tenant.get()).isNull();
			assertThat(MDC.get("user")).isNull();
		});
	}

	@Test
	void whatWasThereBeforeIsThereAgain() throws Exception {
		inNewThread(() -> {
			this.user.set("system");
			this.tenant.set("all");
			ThreadState state = ThreadState.ofThisThread();
			this.user.set("alice");
			this.tenant.set("bob");
			state.restore();
			assertThat(this.user.get()).isEqualTo("system");
			assertThat(this.tenant.get()).isEqualTo("all");
		});
	}

	@Test
	void whatIsInheritedAndWasAddedIsTakenBack() throws Exception {
		inNewThread(() -> {
			this.tenant.set("all");
			ThreadState state = ThreadState.ofThisThread();
			this.other.set("bob");
			state.restore();
			assertThat(this.other.get()).isNull();
			assertThat(this.tenant.get()).isEqualTo("all");
		});
	}

	@Test
	void oneInThePlaceOfAnotherIsTakenBack() throws Exception {
		List<ThreadLocal<String>> many = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			many.add(new ThreadLocal<>());
		}
		for (ThreadLocal<String> one : many) {
			inNewThread(() -> {
				this.user.set("system");
				ThreadState state = ThreadState.ofThisThread();
				this.user.remove();
				one.set("alice");
				state.restore();
				assertThat(one.get()).isNull();
			});
		}
	}

	/** What was removed leaves an empty place, which the next one may take. */
	@Test
	void whatIsSetAfterItWasRemovedIsTakenBack() throws Exception {
		for (int i = 0; i < 100; i++) {
			ThreadLocal<String> looked = new ThreadLocal<>();
			ThreadLocal<String> had = new ThreadLocal<>();
			inNewThread(() -> {
				assertThat(looked.get()).isNull();
				had.set("system");
				ThreadState state = ThreadState.ofThisThread();
				looked.remove();
				had.remove();
				state.restore();
				assertThat(had.get()).isEqualTo("system");
				looked.set("alice");
				state.restore();
				assertThat(looked.get()).isNull();
				assertThat(had.get()).isEqualTo("system");
			});
		}
	}

	@Test
	void oneThatDoesNotLetItselfBeSetStaysRemoved() throws Exception {
		ThreadLocal<String> fixed = new ThreadLocal<>() {

			@Override
			protected String initialValue() {
				return "fixed";
			}

			@Override
			public void set(String value) {
				throw new UnsupportedOperationException("It is fixed");
			}

		};
		inNewThread(() -> {
			assertThat(fixed.get()).isEqualTo("fixed");
			this.user.set("system");
			ThreadState state = ThreadState.ofThisThread();
			fixed.remove();
			this.user.remove();
			state.restore();
			assertThat(fixed.get()).isEqualTo("fixed");
			assertThat(this.user.get()).isEqualTo("system");
		});
	}

}
