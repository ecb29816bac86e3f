package io.github.parallelpools.engine.crew;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.SizeSettings;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

/** The rules for how many workers there are and who replaces whom, without any thread. */
class CrewTests {

	private final ReentrantLock lock = new ReentrantLock();

	private final Crew<String> crew = new Crew<>(() -> new SizeSettings(1, 3, ZERO));

	@BeforeEach
	void begin() {
		this.lock.lock();
	}

	@AfterEach
	void end() {
		this.lock.unlock();
	}

	private Member<String> member(String name, RecycleSettings recycle) {
		return new Member<>(name, this.lock.newCondition(), new Lifespan(recycle, () -> 0, 0));
	}

	private Member<String> add(String name, Phase... way) {
		Member<String> member = member(name, new RecycleSettings(2, ZERO, 0));
		this.crew.add(member);
		for (Phase phase : way) {
			this.crew.move(member, phase);
		}
		return member;
	}

	@Test
	void growsToTheMinimumWithoutTasksAndBeyondForThoseThatWait() {
		assertThat(this.crew.wantsMore(0)).isTrue();
		add("one");
		assertThat(this.crew.wantsMore(0)).isFalse();
		assertThat(this.crew.wantsMore(1)).as("the one that starts will take it").isFalse();
		assertThat(this.crew.wantsMore(2)).isTrue();
		add("two", Phase.IDLE, Phase.BUSY);
		add("three", Phase.IDLE, Phase.BUSY);
		assertThat(this.crew.wantsMore(9)).as("three are the most").isFalse();
		assertThat(this.crew.snapshot().peak()).isEqualTo(3);
	}

	@Test
	void whoWaitsForTheLockOfThePoolIsWokenOnlyIfThereIsNobodyElse() {
		Member<String> idle = add("idle", Phase.IDLE);
		Member<String> first = add("first", Phase.IDLE);
		Member<String> last = add("last", Phase.IDLE);
		first.wishful(true);
		last.wishful(true);
		this.crew.wait(idle);
		this.crew.wait(first);
		this.crew.wait(last);
		assertThat(this.crew.wakeOne()).isTrue();
		assertThat(idle.isUnderWay()).isTrue();
		assertThat(this.crew.wakeOne()).isTrue();
		assertThat(last.isUnderWay()).isTrue();
		assertThat(first.isUnderWay()).isFalse();
	}

	@Test
	void sparesAreReadyBesideAsManyAsMayWork() {
		Crew<String> spared = new Crew<>(() -> new SizeSettings(0, 1, 1, ZERO));
		assertThat(spared.wantsMore(0)).isFalse();
		assertThat(spared.wantsSpare()).isTrue();
		Member<String> first = member("first", RecycleSettings.NEVER);
		spared.add(first);
		assertThat(spared.wantsSpare()).as("one is on its way").isFalse();
		spared.move(first, Phase.IDLE);
		assertThat(spared.mayRelease(0)).isFalse();
		assertThat(spared.mayWork(first)).isTrue();
		spared.move(first, Phase.BUSY);
		assertThat(spared.wantsSpare()).isTrue();
		Member<String> second = member("second", RecycleSettings.NEVER);
		spared.add(second);
		spared.move(second, Phase.IDLE);
		assertThat(spared.mayWork(second)).as("one works already").isFalse();
		assertThat(spared.wantsMore(5)).isFalse();
		assertThat(spared.wantsSpare()).isFalse();
		assertThat(spared.isSurplus()).isFalse();
		spared.doom(first);
		assertThat(spared.mayWork(second)).isTrue();
		spared.endDoom(first);
		spared.move(first, Phase.IDLE);
		assertThat(spared.mayRelease(0)).as("one spare is enough").isTrue();
		spared.add(member("third", RecycleSettings.NEVER));
		assertThat(spared.isSurplus()).isTrue();
	}

	@Test
	void aWorkerThatIsAboutToBeKilledCountsNoMore() {
		Member<String> hung = add("hung", Phase.IDLE, Phase.BUSY);
		add("two", Phase.IDLE, Phase.BUSY);
		add("three", Phase.IDLE, Phase.BUSY);
		this.crew.doom(hung);
		assertThat(this.crew.wantsMore(1)).isTrue();
		Member<String> substitute = add("substitute", Phase.IDLE);
		assertThat(this.crew.snapshot().current()).isEqualTo(3);
		this.crew.endDoom(hung);
		assertThat(this.crew.isSurplus()).as("it came back after all").isTrue();
		this.crew.move(substitute, Phase.LEAVING);
		assertThat(this.crew.isSurplus()).isFalse();
	}

	@Test
	void asManyStandInAsAreAllowedAndNoLongerThanNeeded() {
		Member<String> first = add("first", Phase.IDLE, Phase.BUSY);
		Member<String> second = add("second", Phase.IDLE, Phase.BUSY);
		add("third", Phase.IDLE, Phase.BUSY);
		assertThat(this.crew.replace(first, 1)).isTrue();
		assertThat(this.crew.replace(first, 1)).as("once each").isFalse();
		assertThat(this.crew.replace(second, 1)).as("one at a time").isFalse();
		assertThat(this.crew.wantsMore(1)).isTrue();
		this.crew.endReplacement(first);
		assertThat(this.crew.wantsMore(1)).isFalse();
	}

	@Test
	void theOneThatWorkedLastIsWokenFirst() {
		Member<String> one = add("one", Phase.IDLE);
		Member<String> two = add("two", Phase.IDLE);
		this.crew.wait(one);
		this.crew.wait(two);
		assertThat(this.crew.wakeOne()).isTrue();
		assertThat(two.isWaiting()).isFalse();
		assertThat(one.isWaiting()).isTrue();
		this.crew.wakeAll();
		assertThat(this.crew.wakeOne()).isFalse();
	}

	@Test
	void nobodyElseIsToBeCalledWhileOneIsUnderWay() {
		Member<String> one = add("one", Phase.IDLE);
		Member<String> two = add("two", Phase.IDLE);
		assertThat(this.crew.isOneToCall()).as("nobody waits").isFalse();
		this.crew.wait(one);
		this.crew.wait(two);
		assertThat(this.crew.isOneToCall()).isTrue();
		this.crew.wakeOne();
		assertThat(this.crew.isOneToCall()).as("one is under way").isFalse();
		this.crew.endWait(two);
		assertThat(this.crew.isOneToCall()).as("it has come").isTrue();
		this.crew.wakeOne();
		this.crew.wait(two);
		assertThat(this.crew.isOneToCall()).as("the other one is under way").isFalse();
		this.crew.endWait(one);
		this.crew.endWait(one);
		assertThat(this.crew.isOneToCall()).as("it is counted once").isTrue();
		this.crew.endWait(two);
		assertThat(this.crew.isOneToCall()).as("nobody waits any more").isFalse();
	}

	@Test
	void whoStandsByIsNotWokenForATaskButWithAllOthers() {
		Member<String> one = add("one", Phase.IDLE);
		this.crew.standBy(one);
		assertThat(this.crew.isOneToCall()).isFalse();
		assertThat(this.crew.wakeOne()).isFalse();
		this.crew.wakeAll();
		assertThat(this.crew.wakeStandingBy()).as("it was woken").isFalse();
		this.crew.standBy(one);
		this.crew.endStandBy(one);
		assertThat(this.crew.wakeStandingBy()).isFalse();
	}

	@Test
	void whoMayDoNothingMoreLeavesWhenItsSuccessorIsReady() {
		Member<String> old = add("old", Phase.IDLE);
		old.ranTask();
		old.ranTask();
		assertThat(old.isSpent()).isTrue();
		assertThat(this.crew.recycle(old)).isTrue();
		assertThat(this.crew.recycle(old)).as("it is known").isFalse();
		assertThat(this.crew.wantsSuccessor()).isTrue();
		assertThat(this.crew.leavesRecycled(old)).as("nobody has come for it").isFalse();
		Member<String> heir = add("heir");
		this.crew.hiredSuccessor(heir);
		assertThat(this.crew.wantsSuccessor()).as("one at a time").isFalse();
		assertThat(this.crew.leavesRecycled(old)).as("it only starts").isFalse();
		this.crew.move(heir, Phase.IDLE);
		assertThat(this.crew.leavesRecycled(old)).isTrue();
		this.crew.move(old, Phase.LEAVING);
		assertThat(this.crew.isSuccessor(heir)).isFalse();
		assertThat(this.crew.isMinimal()).isTrue();
	}

	@Test
	void whereNobodyCanBeHiredFirstOneLeavesFirst() {
		Member<String> old = add("old", Phase.IDLE);
		this.crew.recycle(old);
		this.crew.leaveFirst();
		assertThat(this.crew.wantsSuccessor()).isFalse();
		assertThat(this.crew.leavesRecycled(old)).isTrue();
	}

	@Test
	void aSuccessorWaitsAsLongAsAllOthersWork() {
		Member<String> old = add("old", Phase.IDLE, Phase.BUSY);
		add("two", Phase.IDLE, Phase.BUSY);
		add("three", Phase.IDLE, Phase.BUSY);
		this.crew.recycle(old);
		Member<String> heir = add("heir", Phase.IDLE);
		this.crew.hiredSuccessor(heir);
		assertThat(this.crew.mayWork(heir)).isFalse();
		this.crew.move(old, Phase.IDLE);
		assertThat(this.crew.mayWork(heir)).isTrue();
	}

	@Test
	void theNumbersAreThoseOfTheMembersWhateverHappens() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<Member<String>> members = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			step(random, members);
			for (Phase phase : Phase.values()) {
				assertThat(this.crew.count(phase)).as("%s after %s steps with seed %s", phase, i, seed)
					.isEqualTo((int) members.stream().filter((member) -> member.is(phase)).count()
							+ ((phase == Phase.GONE) ? this.gone : 0));
			}
			assertThat(this.crew.members()).hasSameSizeAs(members);
			assertThat(this.crew.snapshot().busy()).isNotNegative();
		}
	}

	private int gone;

	private void step(Random random, List<Member<String>> members) {
		if (members.isEmpty() || (members.size() < 6 && random.nextInt(4) == 0)) {
			Member<String> member = member("any", new RecycleSettings(0, Duration.ofHours(1), 0));
			this.crew.add(member);
			members.add(member);
			return;
		}
		Member<String> member = members.get(random.nextInt(members.size()));
		switch (random.nextInt(8)) {
			case 0 -> {
				this.crew.remove(member);
				members.remove(member);
				this.gone++;
			}
			case 1 -> this.crew.doom(member);
			case 2 -> this.crew.endDoom(member);
			case 3 -> this.crew.replace(member, 2);
			case 4 -> this.crew.endReplacement(member);
			case 5 -> this.crew.recycle(member);
			default -> {
				Phase to = switch (member.phase()) {
					case STARTING, BUSY -> Phase.IDLE;
					case IDLE -> random.nextInt(10) == 0 ? Phase.LEAVING : Phase.BUSY;
					case LEAVING, GONE -> Phase.GONE;
				};
				if (to == Phase.GONE) {
					this.crew.remove(member);
					members.remove(member);
					this.gone++;
				}
				else {
					if (to == Phase.IDLE) {
						this.crew.endDoom(member);
						this.crew.endReplacement(member);
					}
					this.crew.move(member, to);
				}
			}
		}
	}

}
