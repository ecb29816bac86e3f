package io.github.parallelpools.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.parallelpools.spi.cluster.DesiredState;
import io.github.parallelpools.spi.cluster.MapValue;

/**
 * A version in decimal digits, a blank, and what has this version: both in one value, so
 * that nobody sees the one without the other.
 */
record Versioned(long version, byte[] value) {

	static Versioned read(byte[] held) {
		int blank = 0;
		while (held[blank] != ' ') {
			blank++;
		}
		long version = Long.parseLong(new String(held, 0, blank, StandardCharsets.US_ASCII));
		return new Versioned(version, Arrays.copyOfRange(held, blank + 1, held.length));
	}

	MapValue asValue() {
		return new MapValue(this.value, this.version);
	}

	DesiredState asState() {
		return new DesiredState(this.version, new String(this.value, StandardCharsets.UTF_8));
	}

}
