package io.github.parallelpools.engine.crew;

import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.pool.RecycleSettings;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

/** Who of those that are due leaves, in every situation. */
class RecyclingTests {

	private final ReentrantLock lock = new ReentrantLock();

	private final Recycling<String> recycling = new Recycling<>();

	/** Where the successor is. */
	private enum Heir {

		NONE, STARTING, READY, ITSELF

	}

	@BeforeEach
	void begin() {
		this.lock.lock();
	}

	@AfterEach
	void end() {
		this.lock.unlock();
	}

	private Member<String> member(boolean spent) {
		Member<String> member = new Member<>("worker", this.lock.newCondition(),
				new Lifespan(new RecycleSettings(1, ZERO, 0), () -> 0, 0));
		member.moveTo(Phase.IDLE);
		if (spent) {
			member.ranTask();
		}
		return member;
	}

	/** A member that has only been hired. */
	private Member<String> starting() {
		return new Member<>("heir", this.lock.newCondition(), new Lifespan(RecycleSettings.NEVER, () -> 0, 0));
	}

	/**
	 * The first five columns are the situation: whether the worker is due, where its
	 * successor is, whether nobody can be hired before one leaves, whether it may do
	 * nothing more, and whether another one may neither, and rests. Then whether it
	 * leaves, and whether one is still to be hired then.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			false | NONE     | false | false | false || false | false
			false | NONE     | false | true  | true  || false | false
			false | READY    | false | true  | true  || false | false
			false | NONE     | true  | true  | false || false | false
			true  | NONE     | false | false | false || false | true
			true  | NONE     | false | false | true  || false | true
			true  | NONE     | false | true  | false || false | true
			true  | NONE     | false | true  | true  || true  | false
			true  | NONE     | true  | false | false || true  | false
			true  | NONE     | true  | false | true  || true  | false
			true  | NONE     | true  | true  | false || true  | false
			true  | NONE     | true  | true  | true  || true  | false
			true  | STARTING | false | false | false || false | false
			true  | STARTING | false | false | true  || false | false
			true  | STARTING | false | true  | false || false | false
			true  | STARTING | false | true  | true  || true  | false
			true  | STARTING | true  | false | false || true  | false
			true  | STARTING | true  | true  | true  || true  | false
			true  | READY    | false | false | false || true  | false
			true  | READY    | false | true  | false || true  | false
			true  | READY    | false | true  | true  || true  | false
			true  | READY    | true  | false | false || true  | false
			true  | READY    | true  | true  | true  || true  | false
			true  | ITSELF   | false | false | false || true  | false
			true  | ITSELF   | true  | true  | true  || true  | false
			""")
	void isThatOfTheTable(boolean due, Heir heir, boolean leaveFirst, boolean spent, boolean anotherSpent, String gap,
			boolean leaves, boolean wanted) {
		Member<String> member = member(spent);
		if (due) {
			this.recycling.add(member);
		}
		if (anotherSpent) {
			this.recycling.rest(member(true));
		}
		switch (heir) {
			case NONE -> {
			}
			case STARTING -> this.recycling.hired(starting());
			case READY -> this.recycling.hired(member(false));
			case ITSELF -> this.recycling.hired(member);
		}
		if (leaveFirst) {
			this.recycling.leaveFirst();
		}
		assertThat(this.recycling.leaves(member)).isEqualTo(leaves);
		assertThat(this.recycling.wantsSuccessor()).isEqualTo(wanted);
		assertThat(this.recycling.leaves(member)).as("asked again").isFalse();
	}

	@Test
	void aSuccessorReplacesOneOnlyAndAnotherIsHiredForTheNext() {
		Member<String> first = member(false);
		Member<String> second = member(false);
		this.recycling.add(first);
		this.recycling.add(second);
		Member<String> heir = member(false);
		this.recycling.hired(heir);
		assertThat(this.recycling.extra()).isEqualTo(1);
		assertThat(this.recycling.leaves(second)).as("whoever comes first").isTrue();
		assertThat(this.recycling.extra()).isZero();
		assertThat(this.recycling.isSuccessor(heir)).isFalse();
		assertThat(this.recycling.leaves(first)).isFalse();
		assertThat(this.recycling.wantsSuccessor()).isTrue();
	}

	@Test
	void whereOneHasLeftFirstSomebodyCanBeHiredForTheNext() {
		Member<String> first = member(false);
		Member<String> second = member(false);
		this.recycling.add(first);
		this.recycling.add(second);
		this.recycling.leaveFirst();
		assertThat(this.recycling.wantsSuccessor()).isFalse();
		assertThat(this.recycling.leaves(first)).isTrue();
		assertThat(this.recycling.leaves(second)).as("one at a time").isFalse();
		assertThat(this.recycling.wantsSuccessor()).isTrue();
	}

	@Test
	void aSuccessorThatIsGoneIsNobodysAndAnotherIsHired() {
		Member<String> due = member(false);
		this.recycling.add(due);
		Member<String> heir = starting();
		this.recycling.hired(heir);
		this.recycling.gone(heir);
		assertThat(this.recycling.isSuccessor(heir)).isFalse();
		assertThat(this.recycling.wantsSuccessor()).isTrue();
	}

	@Test
	void whereTheLastIsGoneThatWasDueTheSuccessorIsOneOfTheOthers() {
		Member<String> due = member(false);
		this.recycling.add(due);
		this.recycling.hired(starting());
		this.recycling.leaveFirst();
		this.recycling.gone(due);
		assertThat(this.recycling.extra()).isZero();
		assertThat(this.recycling.wantsSuccessor()).isFalse();
		this.recycling.add(member(false));
		assertThat(this.recycling.wantsSuccessor()).as("nothing of that is left").isTrue();
	}

}
