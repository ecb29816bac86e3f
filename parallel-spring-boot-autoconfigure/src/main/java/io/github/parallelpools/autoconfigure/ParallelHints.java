package io.github.parallelpools.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What pools of threads find by reflection in a native image: the virtual threads of Java
 * 21 and newer, which Java 17 does not have.
 */
final class ParallelHints implements RuntimeHintsRegistrar {

	private static final TypeReference BUILDER = TypeReference.of("java.lang.Thread$Builder");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection()
			.registerType(Thread.class, (type) -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE))
			.registerType(TypeReference.of("java.lang.Thread$Builder$OfVirtual"))
			.registerType(BUILDER,
					(type) -> type
						.withMethod("inheritInheritableThreadLocals", List.of(TypeReference.of(boolean.class)),
								ExecutableMode.INVOKE)
						.withMethod("unstarted", List.of(TypeReference.of(Runnable.class)), ExecutableMode.INVOKE));
	}

}
