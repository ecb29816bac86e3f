package io.github.parallelpools.spi;

import java.io.ByteArrayInputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The JDK's unmodifiable collections, read without the JDK's own reader. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReceivedCollectionTests {

	/** The end of the description of {@code CollSer}, and what it is made as. */
	private static final byte[] BEFORE_TAG = { 'x', 'p', 0, 0, 0 };

	private static final int LARGE = 64 * 1024 * 1024;

	private final JdkPayloadCodec codec = new JdkPayloadCodec(getClass().getClassLoader(), null, LARGE);

	static Stream<Object> collections() {
		return Stream.of(List.of(), List.of(1), List.of(1, "two"), List.of(1, 2, 3), Set.of(), Set.of(1), Set.of(1, 2),
				Set.of(1, 2, 3), Map.of(), Map.of(1, "one"), Map.of(1, "one", 2, "two"), Stream.of(1, 2, 3).toList(),
				Stream.of(1, null, 3).toList(), List.of(Set.of(List.of(1)), Map.of(Set.of(2), List.of(3))),
				IntStream.range(0, 1000).boxed().collect(Collectors.toUnmodifiableSet()),
				IntStream.range(0, 1000).boxed().collect(Collectors.toUnmodifiableMap((i) -> i, (i) -> List.of(i))));
	}

	@ParameterizedTest
	@MethodSource("collections")
	void arriveAsTheJdkReadsThem(Object collection) throws Exception {
		byte[] bytes = this.codec.encode(collection);
		Object usual;
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			usual = in.readObject();
		}
		Object arrived = this.codec.decode(ByteBuffer.wrap(bytes));
		assertThat(arrived).isEqualTo(collection).hasSameClassAs(usual);
		assertThat(arrived.toString()).hasSameSizeAs(usual.toString());
	}

	@ParameterizedTest
	@MethodSource("collections")
	void filtersAreAskedWhatTheJdkAsksThem(Object collection) throws Exception {
		byte[] bytes = this.codec.encode(collection);
		List<String> usual = new ArrayList<>();
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			in.setObjectInputFilter((info) -> note(info, usual));
			in.readObject();
		}
		List<String> asked = new ArrayList<>();
		new JdkPayloadCodec(getClass().getClassLoader(), (info) -> note(info, asked), LARGE)
			.decode(ByteBuffer.wrap(bytes));
		assertThat(Set.copyOf(asked)).isEqualTo(Set.copyOf(usual));
	}

	private static Status note(ObjectInputFilter.FilterInfo info, List<String> asked) {
		if (info.serialClass() != null) {
			asked.add(info.serialClass().getName() + " " + info.arrayLength());
		}
		return Status.UNDECIDED;
	}

	@Test
	void filterThatNamesPackagesOfTheJdkLetsThemThrough() throws Exception {
		JdkPayloadCodec strict = strict("java.util.*;java.lang.*;!*");
		assertThat(strict.decode(ByteBuffer.wrap(this.codec.encode(Map.of(1, List.of(2))))))
			.isEqualTo(Map.of(1, List.of(2)));
	}

	@Test
	void filterThatRefusesThemIsObeyed() {
		for (String pattern : List.of("!java.util.CollSer", "maxarray=10", "java.lang.*;!*")) {
			byte[] bytes = this.codec.encode(Set.copyOf(IntStream.range(0, 11).boxed().toList()));
			assertThatExceptionOfType(InvalidClassException.class)
				.isThrownBy(() -> strict(pattern).decode(ByteBuffer.wrap(bytes)));
		}
	}

	private JdkPayloadCodec strict(String pattern) {
		return new JdkPayloadCodec(getClass().getClassLoader(), ObjectInputFilter.Config.createFilter(pattern), LARGE);
	}

	@Test
	void whatTheJdkWouldNotWriteIsRefused() {
		byte[] flags = this.codec.encode(Set.of(1, 2, 3));
		// Behind the class's name and its version.
		flags[find(flags, "java.util.CollSer".getBytes(StandardCharsets.US_ASCII)) + 17 + Long.BYTES] = 2;
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(flags)))
			.withMessageContaining("not written as the JDK writes it");
		byte[] tag = this.codec.encode(Set.of(1, 2, 3));
		tag[find(tag, BEFORE_TAG) + BEFORE_TAG.length] = 77;
		assertThatExceptionOfType(InvalidObjectException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(tag)))
			.withMessageContaining("4d");
	}

	@Test
	void keysThatWantTheSamePlaceDoNotTakeForEver() {
		int count = 1 << 17;
		Object[] keys = IntStream.range(0, count).mapToObj((i) -> (i >> 7) << 18 | (i & 127)).toArray();
		byte[] bytes = this.codec.encode(List.of(keys));
		// The same as a set, which nobody could make.
		bytes[find(bytes, BEFORE_TAG) + BEFORE_TAG.length] = 2;
		assertThatExceptionOfType(InvalidObjectException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bytes)))
			.withMessageContaining("took more than");
	}

	private static int find(byte[] bytes, byte[] part) {
		for (int i = 0; i + part.length <= bytes.length; i++) {
			if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
				return i;
			}
		}
		throw new IllegalArgumentException("It is not there");
	}

}
