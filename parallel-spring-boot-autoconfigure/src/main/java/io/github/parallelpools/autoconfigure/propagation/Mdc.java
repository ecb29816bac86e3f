package io.github.parallelpools.autoconfigure.propagation;

import java.util.Map;

import org.slf4j.MDC;

import org.springframework.util.ClassUtils;

/** The MDC of SLF4J, which is always empty where there is no SLF4J. */
final class Mdc {

	private static final boolean PRESENT = ClassUtils.isPresent("org.slf4j.MDC", Mdc.class.getClassLoader());

	private Mdc() {
	}

	/** A copy of what the calling thread has noted. */
	static Map<String, String> copy() {
		Map<String, String> notes = PRESENT ? MDC.getCopyOfContextMap() : null;
		return (notes != null) ? notes : Map.of();
	}

	/** Replaces what the calling thread has noted. */
	static void set(Map<String, String> notes) {
		if (!PRESENT) {
			return;
		}
		if (notes.isEmpty()) {
			MDC.clear();
		}
		else {
			MDC.setContextMap(notes);
		}
	}

}
