package io.github.parallelpools.autoconfigure;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.autoconfigure.replay.PoolReplay;
import io.github.parallelpools.autoconfigure.replay.ReplayFiles;
import io.github.parallelpools.autoconfigure.replay.ReplayMask;
import io.github.parallelpools.autoconfigure.replay.ReplayOutcome;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** What a bean masks is not written. */
@Timeout(120)
class ReplayMaskTests {

	@Test
	void whatIsMaskedIsNotWritten(@TempDir Path directory) {
		Path letters = directory.resolve("letters");
		PoolContextRunner.with()
			.withBean(ReplayMask.class, Mask::new)
			.withPropertyValues("parallel.pools.cards.kind=process", "parallel.pools.cards.process.max-heap=64MB",
					"parallel.pools.cards.max-size=1", "parallel.pools.cards.handler=" + Charging.class.getName(),
					"parallel.pools.cards.replay.directory=" + letters)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ParallelPool pool = context.getBean("cards", ParallelPool.class);
				ReplayFiles files = context.getBean(ReplayFiles.class);
				TaskFuture<String> item = pool.send(new Card("4000-1234"), String.class);
				TaskFuture<Object> call = pool.submit(new Charge(new Card("4000-5678")));
				TaskFuture<String> strange = pool.send(new Card("not masked"), String.class);
				await().until(() -> pool.deadLetters().size() == 3);
				Path written = files.write(pool, item.id());
				assertThat(Files.readString(written, StandardCharsets.ISO_8859_1))
					.contains("\"masked\": true", "xxxx", "charging")
					.doesNotContain("1234");
				ReplayOutcome outcome = PoolReplay.of(written).in(context).run();
				assertThat(outcome.text()).contains("charging xxxx", "exit code 7");
				assertThat(Files.readString(files.write(pool, call.id()), StandardCharsets.ISO_8859_1)).contains("xxxx")
					.doesNotContain("5678");
				assertThatIllegalStateException().isThrownBy(() -> files.write(pool, strange.id()))
					.withMessage("no card");
				assertThat(letters.toFile().list()).hasSize(2);
			});
	}

	/** Knows cards. */
	static class Mask implements ReplayMask {

		@Override
		public @Nullable Object mask(ParallelPool pool, @Nullable Object value) {
			if (value instanceof Card card) {
				if (!card.number().startsWith("4000")) {
					throw new IllegalStateException("no card");
				}
				return new Card("xxxx");
			}
			return (value instanceof Charge) ? new Charge(new Card("xxxx")) : value;
		}

		@Override
		public String maskText(ParallelPool pool, String text) {
			return text.replaceAll("4000-\\d{4}", "xxxx");
		}

	}

	/** What is to be masked. */
	record Card(String number) implements Serializable {
	}

	/** Ends its worker. */
	record Charge(Card card) implements TaskCallable<Object> {

		@Override
		public Object call() {
			System.out.println("charging " + this.card.number());
			Runtime.getRuntime().halt(7);
			return "";
		}

	}

	/** Ends its worker, too. */
	public static class Charging implements TaskHandler<Card, String> {

		@Override
		public String handle(Card item, TaskContext context) {
			return new Charge(item).call().toString();
		}

	}

}
