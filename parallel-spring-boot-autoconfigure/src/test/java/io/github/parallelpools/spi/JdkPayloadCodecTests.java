package io.github.parallelpools.spi;

import java.io.IOException;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInput;
import java.io.ObjectInputFilter;
import java.io.ObjectOutputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JdkPayloadCodecTests {

	private final JdkPayloadCodec codec = new JdkPayloadCodec(getClass().getClassLoader(), null, 64 * 1024 * 1024);

	@Test
	void fewBytesMakeNoHugeArray() {
		byte[] bytes = this.codec.encode(new byte[] { 1, 2, 3 });
		Arrays.fill(bytes, bytes.length - 7, bytes.length - 3, (byte) 0x7F);
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bytes)))
			.withMessageContaining(String.valueOf(0x7F7F7F7F))
			.withMessageContaining(bytes.length + " bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 10, 1000, 100_000 })
	void collectionsOfAnySizeComeBack(int size) throws Exception {
		List<Integer> list = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			list.add(i);
		}
		Map<Integer, Integer> map = new HashMap<>(16, 0.1f);
		list.forEach((one) -> map.put(one, one));
		List<Object> all = List.of(list, map, new HashSet<>(list), new TreeMap<>(map), new ConcurrentHashMap<>(map),
				Arrays.asList(new Object[size]), new int[0].getClass());
		assertThat(decoded(all)).isEqualTo(all);
		assertThat(((ArrayDeque<?>) decoded(new ArrayDeque<>(list))).size()).isEqualTo(size);
		assertThat(((PriorityQueue<?>) decoded(new PriorityQueue<>(list))).size()).isEqualTo(size);
		assertThat((long[]) decoded(new long[size])).hasSize(size);
		assertThat((Object[]) decoded(new Object[size])).hasSize(size);
	}

	@Test
	void limitsOfTheUserHoldToo() {
		JdkPayloadCodec strict = new JdkPayloadCodec(getClass().getClassLoader(),
				ObjectInputFilter.Config.createFilter("maxarray=10"), 1024);
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> strict.decode(ByteBuffer.wrap(strict.encode(new byte[11]))));
	}

	@Test
	void whateverIsThrownWhileAnObjectIsWrittenItIsNotPortable() {
		for (Error error : new Error[] { new StackOverflowError(), new AssertionError("a"), new OutOfMemoryError("o"),
				new LinkageError("l") }) {
			assertThatExceptionOfType(TaskNotPortableException.class)
				.isThrownBy(() -> this.codec.encode(new Bad(error)))
				.withMessageContaining(Bad.class.getName())
				.withCause(error);
		}
	}

	private static final class Bad implements Serializable {

		private final transient Error error;

		Bad(Error error) {
			this.error = error;
		}

		private void writeObject(ObjectOutputStream out) throws IOException {
			throw this.error;
		}

	}

	@Test
	void classThatTheFilterRejectsIsNotInitialized() throws Exception {
		byte[] bytes = this.codec.encode(new Plain());
		byte[] trap = new String(bytes, StandardCharsets.ISO_8859_1).replace("$Plain", "$Traps")
			.getBytes(StandardCharsets.ISO_8859_1);
		JdkPayloadCodec strict = new JdkPayloadCodec(getClass().getClassLoader(),
				ObjectInputFilter.Config.createFilter("!*"), 1024);
		assertThatExceptionOfType(InvalidClassException.class).isThrownBy(() -> strict.decode(ByteBuffer.wrap(trap)));
		assertThat(INITIALIZED).isEmpty();
	}

	private static final List<String> INITIALIZED = new ArrayList<>();

	/** As long a name as the other one has. */
	private static final class Traps implements Serializable {

		private static final long serialVersionUID = initialized();

		private static long initialized() {
			INITIALIZED.add("Traps");
			return 1;
		}

	}

	@Test
	void versionThatWasOnlyComputedMayDiffer() throws Exception {
		assertThat(((Plain) decodedWithOtherVersion(new Plain(), Plain.class)).value).isEqualTo(7);
	}

	@Test
	void versionThatWasDeclaredMayNotDiffer() {
		assertThatExceptionOfType(InvalidClassException.class)
			.isThrownBy(() -> decodedWithOtherVersion(new Declared(), Declared.class))
			.withMessageContaining("serialVersionUID");
	}

	private Object decodedWithOtherVersion(Object value, Class<?> type) throws Exception {
		byte[] bytes = this.codec.encode(value);
		byte[] name = type.getName().getBytes(StandardCharsets.US_ASCII);
		int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(type.getName()) + name.length;
		bytes[at + 3] ^= 1;
		return this.codec.decode(ByteBuffer.wrap(bytes));
	}

	private static final class Plain implements Serializable {

		private final int value = Integer.parseInt("7");

	}

	private static final class Declared implements Serializable {

		private static final long serialVersionUID = 1;

	}

	@Test
	void classThatIsWrittenInAnotherWayIsNoneWhoseVersionOnlyDiffers() throws Exception {
		for (Serializable sent : List.of(new Adding(), new Taking())) {
			byte[] bytes = this.codec.encode(sent);
			String other = sent.getClass().getName().replaceAll("\\w+$", "Simple");
			byte[] renamed = new String(bytes, StandardCharsets.ISO_8859_1).replace(sent.getClass().getName(), other)
				.getBytes(StandardCharsets.ISO_8859_1);
			assertThatExceptionOfType(InvalidClassException.class)
				.isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(renamed)))
				.withMessageContaining("Simple");
		}
	}

	/** Has the same fields as the two others, and as long a name. */
	private static final class Simple implements Serializable {

	}

	private static final class Adding implements Serializable {

		private void writeObject(ObjectOutputStream out) throws IOException {
			out.defaultWriteObject();
			out.writeObject("more");
		}

	}

	/** Its number is computed from more than that of the first one. */
	public static final class Taking implements Externalizable {

		@Override
		public void writeExternal(ObjectOutput out) throws IOException {
			out.writeObject("all");
		}

		@Override
		public void readExternal(ObjectInput in) {
		}

	}

	private Object decoded(Object value) throws Exception {
		return this.codec.decode(ByteBuffer.wrap(this.codec.encode(value)));
	}

}
