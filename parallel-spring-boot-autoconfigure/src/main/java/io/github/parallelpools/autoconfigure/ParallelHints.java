package io.github.parallelpools.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import io.github.parallelpools.pool.ParallelPool;

/**
 * What is found by reflection in a native image: the virtual threads of Java 21 and
 * newer, which Java 17 does not have, which properties a pool has with which values, and
 * what makes pools; and the scripts of the cluster's stores.
 */
final class ParallelHints implements RuntimeHintsRegistrar {

	private static final TypeReference BUILDER = TypeReference.of("java.lang.Thread$Builder");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		registerProperties(hints.reflection(), PoolProperties.class);
		hints.resources()
			.registerPattern("io/github/parallelpools/cluster/redis/*.lua")
			.registerPattern("io/github/parallelpools/cluster/jdbc/*.sql");
		// Pools that are configured only when the application is started.
		hints.reflection()
			.registerType(ParallelPoolFactory.class,
					(type) -> type.withMethod("pool", TypeReference.listOf(String.class), ExecutableMode.INVOKE)
						.withMethod("executor", TypeReference.listOf(ParallelPool.class), ExecutableMode.INVOKE));
		hints.reflection()
			.registerType(Thread.class, (type) -> type.withMethod("ofVirtual", List.of(), ExecutableMode.INVOKE))
			.registerType(TypeReference.of("java.lang.Thread$Builder$OfVirtual"))
			.registerType(BUILDER,
					(type) -> type
						.withMethod("inheritInheritableThreadLocals", List.of(TypeReference.of(boolean.class)),
								ExecutableMode.INVOKE)
						.withMethod("unstarted", List.of(TypeReference.of(Runnable.class)), ExecutableMode.INVOKE));
	}

	private static void registerProperties(ReflectionHints hints, Class<?> type) {
		hints.registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		for (RecordComponent component : type.getRecordComponents()) {
			if (component.getType().isRecord()) {
				registerProperties(hints, component.getType());
			}
		}
	}

}
