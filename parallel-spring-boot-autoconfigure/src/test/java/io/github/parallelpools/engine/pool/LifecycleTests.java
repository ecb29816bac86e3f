package io.github.parallelpools.engine.pool;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.engine.event.PoolEvent;
import io.github.parallelpools.engine.event.PoolEvents;
import io.github.parallelpools.engine.event.PoolSubscriber;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolStateException;

import static io.github.parallelpools.pool.PoolState.NEW;
import static io.github.parallelpools.pool.PoolState.PAUSED;
import static io.github.parallelpools.pool.PoolState.PAUSING;
import static io.github.parallelpools.pool.PoolState.RUNNING;
import static io.github.parallelpools.pool.PoolState.STARTING;
import static io.github.parallelpools.pool.PoolState.STOPPED;
import static io.github.parallelpools.pool.PoolState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Every move between the states of a pool, possible or not. */
class LifecycleTests {

	/** How a pool gets into each state. */
	private static final Map<PoolState, List<PoolState>> WAYS = Map.of(NEW, List.of(), STARTING, List.of(STARTING),
			RUNNING, List.of(STARTING, RUNNING), PAUSING, List.of(STARTING, PAUSING), PAUSED,
			List.of(STARTING, PAUSING, PAUSED), STOPPING, List.of(STARTING, STOPPING), STOPPED, List.of(STOPPED));

	private static final Map<PoolState, Set<PoolState>> POSSIBLE = Map.of(NEW, Set.of(STARTING, STOPPED), STARTING,
			Set.of(RUNNING, PAUSING, STOPPING), RUNNING, Set.of(PAUSING, STOPPING), PAUSING,
			Set.of(PAUSED, RUNNING, STOPPING), PAUSED, Set.of(RUNNING, STOPPING), STOPPING, Set.of(STOPPED), STOPPED,
			Set.of(STARTING));

	private final AtomicInteger stops = new AtomicInteger();

	private final PoolEvents events = new PoolEvents("work", List.of(new PoolSubscriber() {

		@Override
		public void moved(PoolEvent.Moved event) {
			if (event.to() == STOPPED) {
				LifecycleTests.this.stops.incrementAndGet();
			}
		}

	}), () -> false, Runnable::run);

	private final Lifecycle lifecycle = new Lifecycle("work", this.events);

	static Stream<Arguments> moves() {
		return Stream.of(PoolState.values())
			.flatMap((from) -> Stream.of(PoolState.values()).map((to) -> Arguments.of(from, to)));
	}

	@ParameterizedTest(name = "{0} -> {1}")
	@MethodSource("moves")
	void areThoseOfTheTable(PoolState from, PoolState to) {
		WAYS.getOrDefault(from, List.of()).forEach(this.lifecycle::move);
		assertThat(this.lifecycle.state()).isEqualTo(from);
		if (POSSIBLE.getOrDefault(from, Set.of()).contains(to)) {
			this.lifecycle.move(to);
			assertThat(this.lifecycle.is(to)).isTrue();
		}
		else {
			assertThatExceptionOfType(PoolStateException.class).isThrownBy(() -> this.lifecycle.move(to))
				.withMessageStartingWith("Pool 'work' is %s and can't become %s. Possible from here: ", from, to);
			assertThat(this.lifecycle.is(from)).isTrue();
		}
	}

	@Test
	void areToldOnceAndOnlyWhenTheyAreAnnounced() {
		assertThat(this.events.hasNews()).isFalse();
		for (int round = 1; round <= 2; round++) {
			List.of(STARTING, STOPPING, STOPPED).forEach(this.lifecycle::move);
			assertThat(this.events.hasNews()).isTrue();
			assertThat(this.stops).hasValue(round - 1);
			this.events.announce();
			this.events.announce();
			assertThat(this.events.hasNews()).isFalse();
			assertThat(this.stops).hasValue(round);
		}
	}

}
