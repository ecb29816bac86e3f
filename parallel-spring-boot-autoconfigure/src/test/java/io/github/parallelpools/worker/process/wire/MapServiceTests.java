package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.AddResult;
import io.github.parallelpools.shared.store.EncodedValue;
import io.github.parallelpools.shared.store.MapStore;
import io.github.parallelpools.shared.store.MemoryMaps;
import io.github.parallelpools.shared.store.StoredEntry;
import io.github.parallelpools.worker.process.wire.MapAnswer.Item;
import io.github.parallelpools.worker.process.wire.MapAnswer.Kind;
import io.github.parallelpools.worker.process.wire.MapRequest.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Timeout(60)
class MapServiceTests {

	private static final int MAX_PAYLOAD = 100_000;

	private static final EncodedValue ONE = new EncodedValue.OfInteger(1);

	private static final List<EncodedValue> VALUES = List.of(ONE, new EncodedValue.OfLong(Long.MIN_VALUE),
			new EncodedValue.OfText(""), new EncodedValue.OfText("text\u00E9"),
			new EncodedValue.OfText("\u6F22 \uD800"), new EncodedValue.OfCodec(new byte[] { 1, 2, 3 }));

	private final MemoryMaps owner = new MemoryMaps();

	private final MapService service = new MapService(this.owner, MAX_PAYLOAD);

	private int longestAnswer;

	private final MapStore store = new RemoteMaps(this::exchange).store("tag");

	private byte[] exchange(byte[] request) throws IOException {
		byte[] answer = this.service.answer(request);
		this.longestAnswer = Math.max(this.longestAnswer, answer.length);
		return answer;
	}

	private static EncodedValue bytes(int length) {
		return new EncodedValue.OfCodec(new byte[length]);
	}

	private static String text(@Nullable EncodedValue value) {
		return (value instanceof EncodedValue.OfCodec one) ? Arrays.toString(one.bytes()) : String.valueOf(value);
	}

	@Test
	void everyRequestArrivesAsItWas() throws Exception {
		for (Operation operation : Operation.values()) {
			for (EncodedValue value : VALUES) {
				MapRequest request = new MapRequest(operation, "tag\uD800", "k\u00E9y", Long.MIN_VALUE, value);
				MapRequest decoded = MapRequest.decode(request.encode());
				assertThat(decoded).usingRecursiveComparison().isEqualTo(request);
				assertThat(text(decoded.value())).isEqualTo(text(value));
			}
		}
		MapRequest empty = MapRequest.of(Operation.SIZE, "");
		assertThat(MapRequest.decode(empty.encode())).isEqualTo(empty);
	}

	@Test
	void everyAnswerArrivesAsItWas() throws Exception {
		for (Kind kind : Kind.values()) {
			MapAnswer answer = new MapAnswer(kind, -1, ONE,
					List.of(new Item("a", 7, null), new Item("\u6F22", Long.MAX_VALUE, ONE)));
			assertThat(MapAnswer.decode(answer.encode())).isEqualTo(answer);
		}
	}

	@Test
	void noPartOfARequestIsARequest() {
		for (Operation operation : Operation.values()) {
			for (EncodedValue value : VALUES) {
				byte[] whole = new MapRequest(operation, "tag", "\u6F22", 1, value).encode();
				for (int length = 0; length < whole.length; length++) {
					byte[] part = Arrays.copyOf(whole, length);
					assertThatIOException().isThrownBy(() -> this.service.answer(part));
				}
				assertThatIOException().isThrownBy(() -> this.service.answer(Arrays.copyOf(whole, whole.length + 1)));
			}
		}
	}

	@Test
	void refusesWhatAnHonestChildWouldNeverSend() {
		byte[] unknown = MapRequest.of(Operation.GET, "tag").encode();
		unknown[0] = (byte) Operation.values().length;
		assertThatIOException().isThrownBy(() -> this.service.answer(unknown)).withMessageContaining("operation");
		String longText = "x".repeat(65_536);
		assertThatIOException().isThrownBy(() -> this.service.answer(MapRequest.of(Operation.GET, longText).encode()));
		assertThatIOException()
			.isThrownBy(() -> this.service.answer(MapRequest.of(Operation.GET, "tag", longText).encode()));
		assertThatIOException().isThrownBy(() -> this.service
			.answer(new MapRequest(Operation.PUT, "tag", "key", 0, new EncodedValue.OfText(longText)).encode()));
		assertThatIOException()
			.isThrownBy(() -> this.service.answer(MapRequest.of(Operation.PUT, "tag", "key").encode()));
		assertThatIOException().isThrownBy(() -> this.service.answer(MapRequest.of(Operation.NEXT, "tag").encode()))
			.withMessageContaining("page");
		byte[] integer = new MessageWriter().octet(Operation.PUT.ordinal())
			.exactText("tag")
			.exactText("key")
			.number(0)
			.octet(ValueField.INTEGER.ordinal())
			.number(1L << 40)
			.done();
		assertThatIOException().isThrownBy(() -> this.service.answer(integer)).withMessageContaining("range");
	}

	/** With its seed repeatable: what was changed at random, and what came of it. */
	@Test
	void nonsenseIsRefusedAndCostsNoMoreThanItsLength() {
		ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		Random random = new Random(42);
		int refused = 0;
		for (int i = 0; i < 50_000; i++) {
			byte[] message = nonsense(random);
			long before = memory.getCurrentThreadAllocatedBytes();
			try {
				this.service.answer(message);
			}
			catch (IOException ex) {
				refused++;
			}
			try {
				MapAnswer.decode(message);
			}
			catch (IOException ex) {
				refused++;
			}
			assertThat(memory.getCurrentThreadAllocatedBytes() - before)
				.as("bytes for message %s: %s", i, Arrays.toString(message))
				.isLessThan(2_000_000);
		}
		assertThat(refused).isGreaterThan(50_000);
	}

	private static byte[] nonsense(Random random) {
		Operation[] operations = Operation.values();
		byte[] message = new MapRequest(operations[random.nextInt(operations.length)], "tag" + random.nextInt(3),
				"key" + random.nextInt(3), random.nextInt(3), VALUES.get(random.nextInt(VALUES.size())))
			.encode();
		if (random.nextInt(4) == 0) {
			message = new byte[random.nextInt(60)];
			random.nextBytes(message);
			return message;
		}
		for (int changes = random.nextInt(4); changes > 0; changes--) {
			message[random.nextInt(message.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
		}
		return random.nextInt(4) == 0 ? Arrays.copyOf(message, random.nextInt(message.length)) : message;
	}

	@Test
	void aSnapshotLargerThanAMessageComesInPages() {
		IntStream.range(0, 100).forEach((i) -> this.store.put("key" + i, bytes(MAX_PAYLOAD - i)));
		IntStream.range(0, 20_000).forEach((i) -> this.store.put("k" + i, ONE));
		this.longestAnswer = 0;
		assertThat(this.store.entries()).hasSize(20_100).extracting(StoredEntry::key).doesNotHaveDuplicates();
		assertThat(this.longestAnswer).isBetween(200_000, 600_000);
		assertThat(this.store.keys()).hasSize(20_100).doesNotHaveDuplicates();
	}

	@Test
	void allPagesAreOfTheMomentOfTheFirst() throws Exception {
		MapStore direct = this.owner.store("tag");
		IntStream.range(0, 20).forEach((i) -> direct.put("key" + i, bytes(50_000)));
		MapAnswer page = ask(MapRequest.of(Operation.ENTRIES, "tag"));
		direct.clear();
		direct.put("new", ONE);
		int items = page.items().size();
		while (page.number() != 0) {
			page = ask(new MapRequest(Operation.NEXT, "", "", page.number(), null));
			items += page.items().size();
		}
		assertThat(items).isEqualTo(20);
	}

	@Test
	void aPageIsGivenOnce() throws Exception {
		IntStream.range(0, 20).forEach((i) -> this.store.put("key" + i, bytes(50_000)));
		MapAnswer page = ask(MapRequest.of(Operation.ENTRIES, "tag"));
		MapRequest next = new MapRequest(Operation.NEXT, "", "", page.number(), null);
		ask(next);
		assertThatIOException().isThrownBy(() -> ask(next)).withMessageContaining("page");
	}

	private MapAnswer ask(MapRequest request) throws IOException {
		return MapAnswer.decode(this.service.answer(request.encode()));
	}

	@Test
	void theLongestKeyAndValueFitIntoOneAnswer() {
		String key = "\u6F22".repeat(65_535);
		this.store.put(key, bytes(MAX_PAYLOAD));
		this.store.put("a", bytes(MAX_PAYLOAD));
		assertThat(this.store.entries()).hasSize(2);
		assertThat(this.store.keys()).hasSize(2);
		assertThat(this.store.get(key)).isNotNull();
		assertThat(this.longestAnswer).isLessThan(MAX_PAYLOAD + 512 * 1024);
	}

	@Test
	void aValueThatIsTooLargeForThisPoolIsNamedAndDoesNoHarm() {
		MapStore direct = this.owner.store("tag");
		direct.put("large", bytes(MAX_PAYLOAD + 1));
		List<Runnable> uses = List.of(() -> this.store.get("large"), this.store::entries,
				() -> this.store.compareAndSet("large", 0, null));
		uses.forEach((use) -> assertThatExceptionOfType(SharedMapException.class).isThrownBy(use::run)
			.withMessageContaining("key 'large' of the shared map 'tag' has")
			.withMessageContaining("'process.max-payload'"));
		assertThat(this.store.add("large", 1)).isEqualTo(new AddResult.NotANumber(null));
		assertThat(this.store.keys()).containsExactly("large");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> this.store.put("large", ONE))
			.withMessageContaining("The change is made");
		assertThat(Objects.requireNonNull(this.store.get("large")).value()).isEqualTo(ONE);
		direct.put("large", bytes(MAX_PAYLOAD + 1));
		assertThat(this.store.delete("large")).isTrue();
		assertThat(this.longestAnswer).isLessThan(1000);
	}

	@Test
	void theFailureOfTheOwnerReachesTheChild() {
		MapService failing = new MapService((tag) -> {
			throw new SharedMapException("No owner for " + tag + " " + "x".repeat(100_000), null);
		}, MAX_PAYLOAD);
		assertThatExceptionOfType(SharedMapException.class)
			.isThrownBy(() -> new RemoteMaps(failing::answer).store("tag").size())
			.withMessageStartingWith("No owner for tag xxx");
	}

	@Test
	void aBrokenConnectionIsToldWithItsCause() {
		MapStore broken = new RemoteMaps((request) -> {
			throw new IOException("It is closed");
		}).store("tag");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> broken.get("key"))
			.withMessageContaining("'tag'")
			.withMessageContaining("It is closed")
			.withCauseInstanceOf(IOException.class);
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(broken::keys);
	}

	@Test
	void anAnswerToAnotherQuestionIsRefused() {
		MapStore odd = new RemoteMaps((request) -> MapAnswer.of(Kind.LOST, 0, null).encode()).store("tag");
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(odd::size)
			.withMessageContaining("answered LOST to SIZE");
	}

}
