package io.github.parallelpools.engine.run;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose interrupt a caller keeps. */
class CallerInterruptsTests {

	private final CallerInterrupts interrupts = new CallerInterrupts(Thread.currentThread());

	@AfterEach
	void clearFlag() {
		Thread.interrupted();
	}

	@Test
	void ownInterruptIsTakenBack() {
		this.interrupts.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.interrupts.leave(false);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void interruptFromBeforeStaysThoughItIsHidden() {
		Thread.currentThread().interrupt();
		this.interrupts.clear();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.interrupts.interrupt();
		this.interrupts.leave(false);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void interruptOfSomebodyElseBeforeTheOwnStays() {
		this.interrupts.clear();
		Thread.currentThread().interrupt();
		this.interrupts.interrupt();
		this.interrupts.interrupt();
		this.interrupts.leave(false);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void interruptOfSomebodyElseAfterTheOwnWasClearedStays() {
		this.interrupts.interrupt();
		this.interrupts.clear();
		Thread.currentThread().interrupt();
		this.interrupts.leave(false);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void nobodyIsInterruptedAfterHeHasLeft() {
		this.interrupts.leave(false);
		this.interrupts.interrupt();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void whatHeGoesBackToMayWantHimInterrupted() {
		this.interrupts.leave(true);
		assertThat(Thread.interrupted()).isTrue();
	}

}
