package io.github.parallelpools.spi.codec;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The objects of one value that were written, by identity, numbered as they come. Most
 * values have few, which are looked through. Not thread-safe.
 */
final class SeenObjects {

	private static final int FEW = 16;

	private static final int NEW = -1;

	private Object[] objects = new Object[FEW];

	private int size;

	private @Nullable Map<Object, Integer> numbers;

	/** The number of an object, {@value #NEW} if it is new, which it is no more then. */
	int numberOf(Object object) {
		Map<Object, Integer> many = this.numbers;
		if (many != null) {
			Integer known = many.putIfAbsent(object, this.size);
			if (known == null) {
				this.size++;
			}
			return (known != null) ? known : NEW;
		}
		for (int i = 0; i < this.size; i++) {
			if (this.objects[i] == object) {
				return i;
			}
		}
		if (this.size == FEW) {
			this.numbers = all();
			return numberOf(object);
		}
		this.objects[this.size++] = object;
		return NEW;
	}

	int size() {
		return this.size;
	}

	private Map<Object, Integer> all() {
		Map<Object, Integer> all = new IdentityHashMap<>(2 * FEW);
		for (int i = 0; i < this.size; i++) {
			all.put(this.objects[i], i);
		}
		this.objects = Arrays.copyOf(this.objects, 0);
		return all;
	}

}
