package io.github.parallelpools.shared.store;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryMapsTests {

	private static final EncodedValue VALUE = new EncodedValue.OfInteger(1);

	private final MemoryMaps maps = new MemoryMaps();

	private final MapStore store = this.maps.store("tag");

	private long version() {
		return Objects.requireNonNull(this.store.get("key")).version();
	}

	@Test
	void listsTheMapsThatHoldSomething() {
		this.maps.store("b").put("key", VALUE);
		this.maps.store("a").add("key", 0);
		this.maps.store("c");
		assertThat(this.maps.tags()).containsExactly("a", "b");
	}

	@Test
	void keepsNothingOfAnEmptyMap() {
		this.store.get("key");
		this.store.size();
		this.store.keys();
		this.store.entries();
		this.store.remove("key");
		this.store.clear();
		this.store.compareAndSet("key", 5, VALUE);
		this.store.compareAndSet("key", MapStore.ABSENT, null);
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.remove("key");
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.clear();
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		this.store.compareAndSet("key", version(), null);
		assertThat(this.maps.tags()).isEmpty();
		this.store.put("key", VALUE);
		assertThat(this.maps.tags()).containsExactly("tag");
		assertThat(this.maps.store("tag").size()).isEqualTo(1);
	}

	@Test
	void usesNoVersionTwice() {
		Set<Long> versions = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			this.store.put("key", VALUE);
			assertThat(versions.add(version())).isTrue();
			this.store.add("key", 1);
			assertThat(versions.add(version())).isTrue();
			this.store.compareAndSet("key", version(), VALUE);
			assertThat(versions.add(version())).isTrue();
			this.store.clear();
		}
		assertThat(versions).doesNotContain(MapStore.ABSENT);
	}

	@Test
	void aValueThatWasRemovedAndPutAgainIsAnotherOne() {
		this.store.put("key", VALUE);
		long old = version();
		this.store.remove("key");
		this.store.put("key", VALUE);
		assertThat(this.store.compareAndSet("key", old, null)).isInstanceOf(SwapResult.Lost.class);
		assertThat(this.store.compareAndSet("key", version(), null)).isInstanceOf(SwapResult.Swapped.class);
		assertThat(this.store.compareAndSet("key", old, VALUE)).isEqualTo(new SwapResult.Lost(null));
	}

	@Test
	void whoIsTooLateIsToldTheCurrentValue() {
		this.store.put("key", VALUE);
		assertThat(this.store.compareAndSet("key", MapStore.ABSENT, VALUE))
			.isEqualTo(new SwapResult.Lost(this.store.get("key")));
	}

}
