package io.github.parallelpools.engine.crew;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.engine.crew.Member.Phase;
import io.github.parallelpools.pool.RecycleSettings;
import io.github.parallelpools.pool.SizeSettings;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Every move of a member, possible or not, and what the crew counts then. */
class MemberTests {

	/** How a member gets into each phase. */
	private static final Map<Phase, List<Phase>> WAYS = Map.of(Phase.STARTING, List.of(), Phase.IDLE,
			List.of(Phase.IDLE), Phase.BUSY, List.of(Phase.IDLE, Phase.BUSY), Phase.LEAVING,
			List.of(Phase.IDLE, Phase.LEAVING), Phase.GONE, List.of(Phase.GONE));

	private static final Map<Phase, Set<Phase>> POSSIBLE = Map.of(Phase.STARTING, Set.of(Phase.IDLE, Phase.GONE),
			Phase.IDLE, Set.of(Phase.BUSY, Phase.LEAVING, Phase.GONE), Phase.BUSY, Set.of(Phase.IDLE, Phase.GONE),
			Phase.LEAVING, Set.of(Phase.GONE));

	private final Crew<String> crew = new Crew<>(() -> new SizeSettings(0, 4, ZERO));

	private final Member<String> member = new Member<>("worker", new ReentrantLock().newCondition(),
			new Lifespan(RecycleSettings.NEVER, () -> 0, 0));

	static Stream<Arguments> moves() {
		return Stream.of(Phase.values())
			.flatMap((from) -> Stream.of(Phase.values()).map((to) -> Arguments.of(from, to)));
	}

	@ParameterizedTest
	@MethodSource("moves")
	void areThoseOfTheTable(Phase from, Phase to) {
		this.crew.add(this.member);
		WAYS.getOrDefault(from, List.of()).forEach((phase) -> this.crew.move(this.member, phase));
		if (from == Phase.GONE) {
			// Whoever was abandoned comes back some day.
			this.crew.move(this.member, to);
			assertThat(this.member.phase()).isEqualTo(Phase.GONE);
		}
		else if (POSSIBLE.getOrDefault(from, Set.of()).contains(to)) {
			this.crew.move(this.member, to);
			assertThat(this.member.phase()).isEqualTo(to);
		}
		else {
			assertThatIllegalStateException().isThrownBy(() -> this.crew.move(this.member, to))
				.withMessageContainingAll(from.name(), to.name());
			assertThat(this.member.phase()).isEqualTo(from);
		}
		for (Phase phase : Phase.values()) {
			assertThat(this.crew.count(phase)).as(phase.name()).isEqualTo(this.member.is(phase) ? 1 : 0);
		}
	}

	@ParameterizedTest
	@MethodSource("moves")
	void whoeverIsRemovedIsGoneAndCountsNoMore(Phase from, Phase ignored) {
		this.crew.add(this.member);
		WAYS.getOrDefault(from, List.of()).forEach((phase) -> this.crew.move(this.member, phase));
		this.crew.doom(this.member);
		this.crew.replace(this.member, 1);
		assertThat(this.crew.remove(this.member)).isTrue();
		assertThat(this.crew.remove(this.member)).isFalse();
		assertThat(this.crew.isEmpty()).isTrue();
		assertThat(this.crew.snapshot().current()).isZero();
		assertThat(this.crew.wantsMore(0)).isFalse();
		assertThat(this.crew.wantsMore(1)).isTrue();
	}

}
