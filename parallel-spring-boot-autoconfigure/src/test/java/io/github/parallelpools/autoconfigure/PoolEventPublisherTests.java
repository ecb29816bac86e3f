package io.github.parallelpools.autoconfigure;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Events of pools are published, whichever pools there are. */
@Timeout(60)
class PoolEventPublisherTests {

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final PoolEventPublisher publisher = new PoolEventPublisher(this.published::add,
			getClass().getClassLoader());

	@Test
	void nothingIsKeptOfPoolsThatAreGone() {
		this.publisher.start();
		WeakReference<EventLine> gone = new WeakReference<>(this.publisher.line("Pool 'gone'"));
		EventLine there = this.publisher.line("Pool 'there'");
		await().until(() -> {
			System.gc();
			return gone.get() == null;
		});
		ApplicationEvent event = new PayloadApplicationEvent<>(this, "happened");
		there.add(event);
		await().until(() -> this.published.equals(List.of(event)));
		this.publisher.stop();
		there.add(event);
		assertThat(this.published).hasSize(1);
	}

	@Test
	void whatHappensBeforeTheStartIsPublishedThen() {
		ApplicationEvent event = new PayloadApplicationEvent<>(this, "happened");
		EventLine line = this.publisher.line("Pool 'early'");
		line.add(event);
		assertThat(this.published).isEmpty();
		this.publisher.start();
		await().until(() -> this.published.equals(List.of(event)));
		this.publisher.stop();
	}

}
