package io.github.parallelpools.cluster.store;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.spi.cluster.MapEntry;
import io.github.parallelpools.spi.cluster.MapValue;

import static org.assertj.core.api.Assertions.assertThat;

/** What maps hold, and how it is changed. */
interface StoredMapContract {

	StoreFixture fixture();

	private static byte[] bytes(String text) {
		return TestNode.bytes(text);
	}

	private static void assertHolds(ClusterStore store, String key, String value) {
		MapValue found = store.get("map", key);
		assertThat(found).isNotNull();
		assertThat(found.value()).isEqualTo(bytes(value));
		assertThat(found.version()).isPositive();
	}

	@Test
	default void aKeyHoldsWhatWasPutLast() {
		ClusterStore store = fixture().open();
		ClusterStore other = fixture().open();
		assertThat(store.get("map", "key")).isNull();
		assertThat(store.put("map", "key", bytes("1"))).isNull();
		assertHolds(other, "key", "1");
		long version = store.get("map", "key").version();
		MapValue before = other.put("map", "key", bytes("2"));
		assertThat(before.value()).isEqualTo(bytes("1"));
		assertThat(before.version()).isEqualTo(version);
		assertHolds(store, "key", "2");
		assertThat(store.get("another", "key")).isNull();
		assertThat(store.get("map", "another")).isNull();
	}

	@Test
	default void aKeyIsRemoved() {
		ClusterStore store = fixture().open();
		assertThat(store.put("map", "key", null)).isNull();
		store.put("map", "key", bytes("1"));
		assertThat(store.put("map", "key", null).value()).isEqualTo(bytes("1"));
		assertThat(store.get("map", "key")).isNull();
		assertThat(store.put("map", "key", null)).isNull();
		assertThat(store.size("map")).isZero();
	}

	@Test
	default void aValueIsSwappedOnlyIfNobodyHasChangedIt() {
		ClusterStore store = fixture().open();
		assertThat(store.cas("map", "key", 7, bytes("0"))).isEmpty();
		assertThat(store.get("map", "key")).isNull();
		long first = store.cas("map", "key", MapValue.ABSENT, bytes("1")).getAsLong();
		assertThat(store.get("map", "key").version()).isEqualTo(first);
		assertThat(store.cas("map", "key", MapValue.ABSENT, bytes("2"))).isEmpty();
		assertThat(store.cas("map", "key", first + 1, bytes("2"))).isEmpty();
		assertHolds(store, "key", "1");
		long second = store.cas("map", "key", first, bytes("2")).getAsLong();
		assertThat(second).isNotEqualTo(first).isPositive();
		assertThat(store.cas("map", "key", first, bytes("3"))).isEmpty();
		assertHolds(store, "key", "2");
		assertThat(store.get("map", "key").version()).isEqualTo(second);
		assertThat(store.cas("map", "key", first, null)).isEmpty();
		assertHolds(store, "key", "2");
		assertThat(store.cas("map", "key", second, null)).hasValue(MapValue.ABSENT);
		assertThat(store.get("map", "key")).isNull();
		assertThat(store.cas("map", "key", second, bytes("3"))).isEmpty();
		assertThat(store.get("map", "key")).isNull();
	}

	@Test
	default void aVersionNeverComesAgain() {
		ClusterStore store = fixture().open();
		Set<Long> versions = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			store.put("map", "key", bytes("same"));
			assertThat(versions.add(store.get("map", "key").version())).isTrue();
			store.put("map", "key", bytes("same"));
			long version = store.get("map", "key").version();
			assertThat(versions.add(version)).isTrue();
			version = store.cas("map", "key", version, bytes("same")).getAsLong();
			assertThat(versions.add(version)).isTrue();
			store.put("map", "other", bytes("same"));
			assertThat(versions.add(store.get("map", "other").version())).isTrue();
			if (i == 0) {
				store.put("map", "key", null);
				assertThat(store.cas("map", "other", store.get("map", "other").version(), null))
					.hasValue(MapValue.ABSENT);
			}
			else {
				store.clear("map");
			}
			assertThat(store.size("map")).isZero();
		}
	}

	@Test
	default void allEntriesAreListed() {
		ClusterStore store = fixture().open();
		assertThat(store.entries("map")).isEmpty();
		assertThat(store.size("map")).isZero();
		assertThat(store.maps()).isEmpty();
		store.put("map", "a", bytes("1"));
		store.put("map", "b", bytes("2"));
		store.put("another", "c", bytes("3"));
		Map<String, MapEntry> entries = store.entries("map")
			.stream()
			.collect(Collectors.toMap(MapEntry::key, Function.identity()));
		assertThat(entries).containsOnlyKeys("a", "b");
		assertThat(entries.get("b").value().value()).isEqualTo(bytes("2"));
		assertThat(entries.get("b").value().version()).isEqualTo(store.get("map", "b").version());
		assertThat(store.size("map")).isEqualTo(2);
		assertThat(store.maps()).containsExactlyInAnyOrder("map", "another");
		store.clear("map");
		store.clear("unknown");
		assertThat(store.entries("map")).isEmpty();
		assertThat(store.size("map")).isZero();
		assertThat(store.maps()).containsExactly("another");
		store.put("another", "c", null);
		assertThat(store.maps()).isEmpty();
	}

	@Test
	default void noChangeIsLost() {
		List<ClusterStore> stores = List.of(fixture().open(), fixture().open(), fixture().open(), fixture().open());
		fixture().together(8, (number) -> {
			ClusterStore store = stores.get(number % stores.size());
			for (int done = 0; done < 25;) {
				MapValue value = store.get("map", "counter");
				byte[] next = { (byte) ((value != null) ? value.value()[0] + 1 : 1) };
				long version = (value != null) ? value.version() : MapValue.ABSENT;
				if (store.cas("map", "counter", version, next).isPresent()) {
					done++;
				}
			}
		});
		assertThat(stores.get(0).get("map", "counter").value()[0] & 0xff).isEqualTo(200);
	}

	@Test
	default void aValueMayBeEmptyOrLarge() {
		ClusterStore store = fixture().open();
		store.put("map", "empty", new byte[0]);
		assertThat(store.get("map", "empty").value()).isEmpty();
		assertThat(store.size("map")).isEqualTo(1);
		byte[] large = new byte[1 << 20];
		new Random(2).nextBytes(large);
		store.put("map", "large", large);
		assertThat(Arrays.equals(store.get("map", "large").value(), large)).isTrue();
		long version = store.get("map", "large").version();
		assertThat(store.cas("map", "large", version, large)).isPresent();
		assertThat(store.entries("map")).hasSize(2);
	}

	@Test
	default void mapsOutliveTheNodes() {
		TestNode node = fixture().node();
		node.store().put("map", "key", bytes("1"));
		node.store().leave(node.id());
		node.store().close();
		assertHolds(fixture().open(), "key", "1");
	}

	@Test
	default void namesOfMapsAndKeysMayBeOdd() {
		ClusterStore store = fixture().open();
		for (String name : StoreFixture.ODD) {
			store.put(name, "key", bytes(name));
			store.put("map", name, bytes(name));
		}
		for (String name : StoreFixture.ODD) {
			assertThat(store.get(name, "key").value()).isEqualTo(bytes(name));
			assertThat(store.cas("map", name, store.get("map", name).version(), bytes("new " + name))).isPresent();
		}
		assertThat(store.entries("map")).extracting(MapEntry::key)
			.containsExactlyInAnyOrderElementsOf(StoreFixture.ODD);
		assertThat(store.maps()).hasSize(StoreFixture.ODD.size() + 1).containsAll(StoreFixture.ODD);
		store.clear("a");
		store.put("map", "A", null);
		assertThat(store.maps()).hasSize(StoreFixture.ODD.size()).doesNotContain("a").contains("A", "a ");
		assertThat(store.size("map")).isEqualTo(StoreFixture.ODD.size() - 1);
	}

}
