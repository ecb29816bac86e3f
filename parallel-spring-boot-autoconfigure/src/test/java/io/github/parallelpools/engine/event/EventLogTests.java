package io.github.parallelpools.engine.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.pool.OvertimePolicy;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens in a pool is logged in lines of bounded length. */
class EventLogTests {

	private static final String KILL = "Task t-1 of pool 'orders' has run on worker orders-1 for longer than 500 ms; policy: KILL";

	private final EventLog log = new EventLog("orders", "Task %s of pool 'orders'"::formatted,
			System.Logger.Level.INFO);

	private final List<String> lines = new ArrayList<>();

	private final LogListener listener = LogListener.of(EventLog.class, (line) -> {
		if (line.contains("'orders'")) {
			this.lines.add(line);
		}
	});

	@AfterEach
	void close() {
		this.listener.close();
	}

	private void kill(String stack) {
		this.log.taskOvertime(
				new PoolEvent.TaskOvertime("t-1", "orders-1", Duration.ofMillis(500), OvertimePolicy.KILL, stack));
	}

	@Test
	void aKillIsOneLineWithTheCallsThatMatter() {
		kill("""
				"main" RUNNABLE
					at com.example.Orders.match(Orders.java:42)
					at com.example.Orders.all(Orders.java:7)
					at io.github.parallelpools.spi.StackText.of(StackText.java:1)
				"parallel-wire" RUNNABLE
					at sun.nio.ch.EPoll.wait(Native Method)
					at io.github.parallelpools.spi.StackText.of(StackText.java:1)
				""");
		assertThat(this.lines).containsExactly(
				KILL + "; it was at com.example.Orders.match(Orders.java:42) < com.example.Orders.all(Orders.java:7)");
	}

	@Test
	void aStackOfAnyDepthFillsNoLog() {
		kill("\"main\" RUNNABLE\n" + "\tat com.example.Orders.match(Orders.java:42)\n".repeat(1000));
		assertThat(this.lines).singleElement()
			.satisfies((line) -> assertThat(line).hasSize(KILL.length() + "; it was at ".length() + 2000)
				.endsWith(" ..."));
	}

	@Test
	void withoutAStackThereIsNothingToTell() {
		kill(null);
		assertThat(this.lines).containsExactly(KILL);
	}

	@Test
	void aKillBudgetThatIsUsedUpAndWholeAgainIsLogged() {
		this.log.killBudgetExceeded(new PoolEvent.KillBudgetExceeded("Pool 'orders' is paused {0}"));
		this.log.killBudgetRestored(new PoolEvent.KillBudgetRestored());
		assertThat(this.lines).containsExactly("Pool 'orders' is paused {0}",
				"Pool 'orders' goes on: its kill budget is whole again");
	}

	@Test
	void whatAWorkerHasSaidPassesForNoOtherLine() {
		String said = "it ended:\r\n2026-01-01 INFO Pool 'orders' is safe\u001b[2J\n\tat here\u202e";
		this.log.workerDied(new PoolEvent.WorkerDied("'orders'-1", 7, said));
		this.log.startFailed(new PoolEvent.StartFailed("'orders'-1", said));
		this.log.workerAbandoned(new PoolEvent.WorkerAbandoned("'orders'-1", "a\rb"));
		String shown = "it ended:\n\t2026-01-01 INFO Pool 'orders' is safe\\u001b[2J\n\tat here\\u202e";
		assertThat(this.lines).containsExactly("Worker 'orders'-1 died after 7 tasks: " + shown,
				"Worker 'orders'-1 could not start: " + shown,
				"Worker 'orders'-1 ignored the order to end and was abandoned and replaced. a\\rb");
	}

}
