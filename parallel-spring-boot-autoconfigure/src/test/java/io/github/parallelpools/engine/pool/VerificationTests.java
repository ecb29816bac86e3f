package io.github.parallelpools.engine.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.spi.WorkerStartException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/** One worker shows whether workers start, also where there is nothing to do. */
@Timeout(60)
class VerificationTests {

	private static StillPool pool(int min) {
		return new StillPool((recipe) -> recipe.size(min, 2)).started();
	}

	/** The only worker waits for its first task, when it is seen, and gets one. */
	private static void serves(StillPool pool) {
		pool.worker().open();
		pool.meanwhile(() -> {
			assertThatNoException().isThrownBy(() -> pool.pool.completeVerification(Duration.ZERO));
			pool.put("a task");
		});
		assertThat(pool.worker().step()).isTrue();
		assertThat(pool.workerIds()).containsExactly("work-1");
	}

	@Test
	void aWorkerIsHiredAndStays() {
		StillPool pool = pool(0);
		assertThat(pool.workerIds()).isEmpty();
		pool.pool.beginVerification();
		serves(pool);
	}

	@Test
	void noMoreIsHiredWhereOneIsOnItsWay() {
		StillPool pool = pool(1);
		pool.pool.beginVerification();
		serves(pool);
	}

	@Test
	void whatItFailsWithIsTold() {
		StillPool pool = pool(0);
		pool.pool.beginVerification();
		pool.worker().fail("no luck");
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> pool.pool.completeVerification(StillPool.FOR_EVER))
			.withMessage("no luck");
	}

	@Test
	void whatIsNotReadyInTimeIsToldAndServesWhenItIs() {
		StillPool pool = pool(0);
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> pool.pool.completeVerification(Duration.ZERO))
			.withMessage("none was ready after 0 ms: work-1 is STARTING");
		serves(pool);
	}

	@Test
	void aPoolThatIsStoppedMeanwhileHasNoFirstWorker() {
		StillPool pool = pool(0);
		pool.pool.stop();
		assertThatExceptionOfType(PoolStateException.class)
			.isThrownBy(() -> pool.pool.completeVerification(StillPool.FOR_EVER))
			.withMessage("Pool 'work' became STOPPED while it started its first worker.");
		assertThat(pool.workerIds()).isEmpty();
	}

}
