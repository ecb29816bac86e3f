package io.github.parallelpools.cluster;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.cluster.store.LostAnswers;
import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.cluster.store.MemoryClusterStore;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.shared.store.SwapResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Maps that are kept in the store of a cluster. */
@Timeout(60)
class ClusterMapsTests {

	private static final EncodedValue VALUE = new EncodedValue.OfInteger(1);

	private final MemoryClusterStore store = new MemoryCluster().open();

	private final LostAnswers answers = new LostAnswers(this.store);

	private final ClusterMaps maps = new ClusterMaps(this.answers.store(), 100);

	private final MapStore map = this.maps.store("tag");

	private final MapStore other = new ClusterMaps(this.store, 100).store("tag");

	private StoredEntry entry(String key) {
		return Objects.requireNonNull(this.other.get(key));
	}

	@Test
	void everyFormOfAValueComesBackAsItWas() {
		List<EncodedValue> values = List.of(new EncodedValue.OfInteger(-5), new EncodedValue.OfLong(Long.MIN_VALUE),
				new EncodedValue.OfText(""), new EncodedValue.OfText("\u00e4\u4e2d\0"),
				new EncodedValue.OfText("\ud800 is half of something"));
		for (EncodedValue value : values) {
			this.map.put("key", value);
			assertThat(entry("key").value()).isEqualTo(value);
		}
		this.map.put("key", new EncodedValue.OfCodec(new byte[] { 1, 2, 3 }));
		assertThat(((EncodedValue.OfCodec) entry("key").value()).bytes()).containsExactly(1, 2, 3);
	}

	@Test
	void anyKeyCanBeUsed() {
		ClusterMaps large = new ClusterMaps(this.store, 1_000_000);
		List<String> keys = List.of("", "#", "#a", "a", "a\0", "\ud800", "x".repeat(200), "x".repeat(201),
				"x".repeat(60_000));
		for (String key : keys) {
			assertThat(large.store("odd").put(key, VALUE)).isNull();
		}
		assertThat(large.store("odd").keys()).containsExactlyInAnyOrderElementsOf(keys);
		for (String key : keys) {
			assertThat(Objects.requireNonNull(large.store("odd").get(key)).key()).isEqualTo(key);
			assertThat(large.store("odd").delete(key)).isTrue();
		}
		assertThat(large.store("odd").size()).isZero();
	}

	@Test
	void anyTagCanBeUsed() {
		List<String> tags = List.of("#a", "?", "", "a\0", "\udc00");
		tags.forEach((tag) -> this.maps.store(tag).put("key", new EncodedValue.OfText("of " + tag.length() + tag)));
		tags.forEach((tag) -> assertThat(Objects.requireNonNull(this.maps.store(tag).get("key")).value())
			.isEqualTo(new EncodedValue.OfText("of " + tag.length() + tag)));
		assertThat(this.maps.tags()).hasSameSizeAs(tags).contains("?");
	}

	@Test
	void whatTheLibraryStoresForItselfIsNoMapOfAnApplication() {
		this.store.put(TaskBook.MAP, "task", new byte[] { 1 });
		MapStore sameTag = this.maps.store(TaskBook.MAP);
		assertThat(sameTag.get("task")).isNull();
		sameTag.put("task", VALUE);
		assertThat(this.maps.tags()).singleElement().asString().startsWith("#");
		sameTag.clear();
		assertThat(this.maps.tags()).isEmpty();
		assertThat(Objects.requireNonNull(this.store.get(TaskBook.MAP, "task")).value()).containsExactly(1);
	}

	@Test
	void aValueThatIsTooLargeIsRefused() {
		this.map.put("key", VALUE);
		assertThatExceptionOfType(SharedMapException.class)
			.isThrownBy(() -> this.map.put("key", new EncodedValue.OfText("x".repeat(100))))
			.withMessageContaining("'key'")
			.withMessageContaining("at most 100")
			.withMessageContaining("parallel.cluster.max-payload");
		assertThat(entry("key").value()).isEqualTo(VALUE);
	}

	@Test
	void aSwapWhoseAnswerWasLostIsFoundOut() {
		this.answers.lose("cas");
		assertThat(this.map.compareAndSet("key", MapStore.ABSENT, VALUE)).isEqualTo(new SwapResult.Swapped());
		this.answers.lose("cas").lose("get");
		assertThat(this.map.compareAndSet("another", MapStore.ABSENT, VALUE)).isEqualTo(new SwapResult.Swapped());
		this.answers.lose("cas");
		assertThat(this.map.add("key", 4)).isEqualTo(new AddResult.Sum(5));
		assertThat(entry("key").value()).isEqualTo(new EncodedValue.OfInteger(5));
	}

	@Test
	void whoCanNotFindOutIsToldSo() {
		this.map.put("key", VALUE);
		this.answers.lose("cas");
		assertThatExceptionOfType(SharedMapException.class)
			.isThrownBy(() -> this.map.compareAndSet("key", entry("key").version(), null))
			.withMessageContaining("Nobody knows")
			.withMessageContaining("'key'");
		this.answers.lose("put");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> this.map.put("key", VALUE))
			.withMessageContaining("Nobody knows");
		this.answers.lose("clear");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(this.map::clear)
			.withMessageContaining("Nobody knows");
	}

	@Test
	void aStoreThatIsDownIsToldOf() {
		this.map.put("key", VALUE);
		this.store.down();
		for (Runnable use : List.<Runnable>of(() -> this.map.get("key"), () -> this.map.containsKey("key"),
				this.map::size, this.map::keys, () -> this.map.add("key", 1), this.maps::tags)) {
			assertThatExceptionOfType(SharedMapException.class).isThrownBy(use::run)
				.withMessageContaining("does not answer");
		}
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> this.map.compareAndSet("key", 7, VALUE));
		this.store.up();
		assertThat(this.map.size()).isEqualTo(1);
		assertThat(this.maps.tags()).containsExactly("tag");
	}

	@Test
	void whatSomebodyElseHasWrittenIsNoValue() {
		for (byte[] bytes : List.of(new byte[0], new byte[] { 1, 2 }, new byte[40])) {
			this.store.put("tag", "key", bytes);
			assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> this.map.get("key"))
				.withMessageContaining("can't be read");
		}
		assertThat(this.map.containsKey("key")).isTrue();
		this.map.clear();
		assertThat(this.map.size()).isZero();
	}

	@Test
	void whatIsAddedIsNotLostNorAddedTwiceWithAnswersThatAre() throws Exception {
		this.answers.loseAtRandom(3, 0.05);
		AtomicInteger done = new AtomicInteger();
		AtomicInteger unknown = new AtomicInteger();
		CountDownLatch ends = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			new Thread(() -> {
				for (int time = 0; time < 100; time++) {
					try {
						this.map.add("counter", 1);
						done.incrementAndGet();
					}
					catch (SharedMapException ex) {
						unknown.incrementAndGet();
					}
				}
				ends.countDown();
			}).start();
		}
		ends.await();
		long sum = ((EncodedValue.OfLong) entry("counter").value()).number();
		assertThat(sum).isBetween((long) done.get(), (long) done.get() + unknown.get());
		assertThat(done).hasPositiveValue();
	}

}
