package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskPoller;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Beans feed pools, are found by name, made late, and may depend on the pools. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class PoolFeedTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with().withUserConfiguration(Application.class);

	@Test
	void aBeanPollsAsOftenAsTheBacklogSays() {
		this.runner
			.withPropertyValues("parallel.pools.mail.poller=mailman", "parallel.pools.mail.backlog=count",
					"parallel.pools.mail.callback=postmark", "parallel.pools.mail.args.greeting=Dear",
					"parallel.supervision-interval=5ms")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ParallelPool pool = context.getBean("mail", ParallelPool.class);
				assertThat(pool.settings().work().feed()).isEqualTo(new Feed.Polled("mailman", "count"));
				letters(context.getBean(Application.class)).addAll(List.of("Ada", "Grace"));
				List<String> sent = context.getBean(Postmark.class).marks;
				await().until(() -> sent.size() == 2);
				assertThat(sent).containsExactlyInAnyOrder("00000 Dear Ada of mail", "00000 Dear Grace of mail");
			});
	}

	@Test
	void aClassPollsInWorkerProcesses() {
		this.runner
			.withPropertyValues("parallel.pools.mail.kind=process",
					"parallel.pools.mail.poller=" + Sequence.class.getName(), "parallel.pools.mail.max-size=1",
					"parallel.pools.mail.callback=postmark")
			.run((context) -> {
				List<String> sent = context.getBean(Postmark.class).marks;
				await().until(() -> sent.size() == 3);
				assertThat(sent).containsExactly("00000 1", "00000 2", "00000 3");
			});
	}

	@Test
	void aClassPollsInThreadsAndIsMadeOnceAndClosed() {
		Sequence.closed.set(0);
		this.runner
			.withPropertyValues("parallel.pools.mail.poller=" + Sequence.class.getName(),
					"parallel.pools.mail.callback=postmark")
			.run((context) -> {
				List<String> sent = context.getBean(Postmark.class).marks;
				await().until(() -> sent.size() == 3);
				assertThat(sent).containsExactlyInAnyOrder("00000 1", "00000 2", "00000 3");
			});
		assertThat(Sequence.closed).hasValue(1);
	}

	@Test
	void aQueueOfTheApplicationFeedsTheHandler() {
		this.runner
			.withPropertyValues("parallel.pools.mail.handler=clerk", "parallel.pools.mail.queue.source=letters",
					"parallel.pools.mail.callback=postmark", "parallel.supervision-interval=5ms")
			.run((context) -> {
				ParallelPool pool = context.getBean("mail", ParallelPool.class);
				assertThat(pool.settings().work().feed()).isEqualTo(new Feed.Taken("letters"));
				letters(context.getBean(Application.class)).addAll(List.of("Ada", "Grace"));
				List<String> sent = context.getBean(Postmark.class).marks;
				await().until(() -> sent.size() == 2);
				assertThat(sent).containsExactlyInAnyOrder("00000 sorted Ada", "00000 sorted Grace");
			});
	}

	@Test
	void aQueueInWhichNoItemIsSeenToWaitIsRefusedIfWorkersAreToComeForItems() {
		this.runner.withBean("rendezvous", BlockingQueue.class, SynchronousQueue::new)
			.withPropertyValues("parallel.pools.mail.handler=clerk", "parallel.pools.mail.queue.source=rendezvous",
					"parallel.pools.mail.min-size=1", "parallel.pools.mail.max-size=3")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(PoolConfigurationException.class)
				.hasMessageContaining("is a SynchronousQueue")
				.hasMessageContaining("beyond 'min-size' (1)")
				.hasMessageContaining("Set 'min-size' to that of 'max-size' (3)"));
	}

	@Test
	void aQueueWithoutRoomIsServedByWorkersThatAreAlwaysThere() {
		SynchronousQueue<String> rendezvous = new SynchronousQueue<>();
		this.runner.withBean("rendezvous", SynchronousQueue.class, () -> rendezvous)
			.withPropertyValues("parallel.pools.mail.handler=clerk", "parallel.pools.mail.queue.source=rendezvous",
					"parallel.pools.mail.callback=postmark", "parallel.pools.mail.min-size=2",
					"parallel.pools.mail.max-size=2")
			.run((context) -> {
				rendezvous.put("Ada");
				List<String> sent = context.getBean(Postmark.class).marks;
				await().untilAsserted(() -> assertThat(sent).containsExactly("00000 sorted Ada"));
			});
	}

	@Test
	void theDefaultsForQueuesAreNotForPoolsWithoutOne() {
		this.runner
			.withPropertyValues("parallel.defaults.queue.capacity=5", "parallel.defaults.queue.when-full=reject",
					"parallel.pools.mail.poller=mailman", "parallel.pools.sorting.handler=clerk",
					"parallel.pools.sorting.queue.source=letters", "parallel.pools.own.max-size=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				QueueSettings none = QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK);
				assertThat(context.getBean("mail", ParallelPool.class).settings().queue()).isEqualTo(none);
				assertThat(context.getBean("sorting", ParallelPool.class).settings().queue()).isEqualTo(none);
				assertThat(context.getBean("own", ParallelPool.class).settings().queue())
					.isEqualTo(QueueSettings.of(5, WhenFull.REJECT));
			});
	}

	@Test
	void aBacklogBesideAQueueIsIgnoredAndSaidToBe(CapturedOutput output) {
		this.runner
			.withPropertyValues("parallel.pools.mail.handler=clerk", "parallel.pools.mail.backlog=count",
					"parallel.supervision-interval=5ms")
			.run((context) -> {
				ParallelPool pool = context.getBean("mail", ParallelPool.class);
				letters(context.getBean(Application.class)).add("Ada");
				assertThat(pool.send("Grace", String.class).join()).isEqualTo("sorted Grace");
				assertThat(context.getBean(Application.class).questions).hasValue(0);
			});
		assertThat(output).containsOnlyOnce("Pool 'mail' has the backlog 'count', which has no effect");
	}

	@Test
	void feedsMayDependOnTheirPoolAndAreMadeWhenItStarts() {
		this.runner.withUserConfiguration(OfDependants.class)
			.withPropertyValues("parallel.pools.mail.poller=dependentPoller",
					"parallel.pools.mail.backlog=dependentBacklog", "parallel.pools.mail.auto-start=false",
					"parallel.pools.sorting.handler=clerk", "parallel.pools.sorting.queue.source=dependentQueue",
					"parallel.pools.sorting.auto-start=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton("dependentBacklog")).isFalse();
				assertThat(context.getBeanFactory().containsSingleton("dependentQueue")).isFalse();
				context.getBean("mail", ParallelPool.class).start();
				context.getBean("sorting", ParallelPool.class).start();
				assertThat(context.getBeanFactory().containsSingleton("dependentBacklog")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("dependentQueue")).isTrue();
				await()
					.until(() -> context.getBean("sorting", ParallelPool.class).snapshot().totals().completed() == 1);
			});
	}

	private static BlockingQueue<String> letters(Application application) {
		return application.letters;
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final BlockingQueue<String> letters = new LinkedBlockingQueue<>();

		private final AtomicInteger questions = new AtomicInteger();

		@Bean
		TaskPoller<String> mailman() {
			return (context) -> {
				String letter = this.letters.poll();
				return (letter != null) ? context.args().get("greeting") + " " + letter + " of " + context.pool()
						: null;
			};
		}

		@Bean
		LongSupplier count() {
			return () -> {
				this.questions.incrementAndGet();
				return this.letters.size();
			};
		}

		@Bean
		TaskHandler<String, String> clerk() {
			return (item, context) -> "sorted " + item;
		}

		@Bean
		BlockingQueue<String> letters() {
			return this.letters;
		}

		@Bean
		Postmark postmark() {
			return new Postmark();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfDependants {

		@Bean
		@Lazy
		TaskPoller<String> dependentPoller(ParallelPool mail) {
			return (context) -> null;
		}

		@Bean
		@Lazy
		LongSupplier dependentBacklog(ParallelPool mail) {
			return () -> mail.snapshot().size().current();
		}

		@Bean
		@Lazy
		BlockingQueue<String> dependentQueue(ParallelPool sorting) {
			return new LinkedBlockingQueue<>(List.of(sorting.name()));
		}

	}

	/** Counts to three. */
	static class Sequence implements TaskPoller<Integer>, AutoCloseable {

		static final AtomicInteger closed = new AtomicInteger();

		private final AtomicInteger next = new AtomicInteger();

		@Override
		public @Nullable Integer poll(TaskContext context) {
			int number = this.next.incrementAndGet();
			return (number <= 3) ? number : null;
		}

		@Override
		public void close() {
			closed.incrementAndGet();
		}

	}

	static class Postmark implements TaskListener {

		final List<String> marks = new CopyOnWriteArrayList<>();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.marks.add(result.code() + " " + value);
		}

	}

}
