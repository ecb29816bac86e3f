package io.github.parallelpools.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.springframework.core.env.Environment;

import io.github.parallelpools.pool.WorkerKind;

/**
 * Has code change pools before they are made, and checks what becomes of them.
 */
final class PoolDrafts {

	private final Environment environment;

	private final PoolChecks checks;

	private final Iterable<ParallelPoolCustomizer> customizers;

	/**
	 * Makes the drafts of an application's pools.
	 * @param environment where pools are configured
	 * @param checks check what becomes of them
	 * @param customizers change them, in this order
	 */
	PoolDrafts(Environment environment, PoolChecks checks, Iterable<ParallelPoolCustomizer> customizers) {
		this.environment = environment;
		this.checks = checks;
		this.customizers = customizers;
	}

	/** The draft of a pool that is configured, and checked already as it is. */
	PoolDraft configured(ConfiguredPool pool) {
		PoolBuilder changes = customized(pool.name().name());
		if (changes.properties().isEmpty()) {
			return new PoolDraft(pool, null, changes.listeners(), Map.of(), Map.of());
		}
		PoolDraft draft = draft(pool.name(), changes);
		WorkerKind kind = draft.pool().properties().kind();
		if (kind != pool.properties().kind()) {
			throw new PoolConfigurationException(pool.name(), "kind", kind.name().toLowerCase(Locale.ROOT),
					"is no kind for a customizer to choose: beans were made and checked for '%s'"
						.formatted(pool.properties().kind().name().toLowerCase(Locale.ROOT)),
					"Set the property instead, or make the pool by a PoolBuilder.");
		}
		return draft;
	}

	/** The draft of a pool that somebody builds. */
	PoolDraft built(PoolBuilder own) {
		PoolBuilder changes = customized(own.name());
		changes.add(own);
		return draft(PoolName.inCode(own.name()), changes);
	}

	/**
	 * The draft of a pool that works already, as its configuration is now.
	 * @param made from what it was made
	 * @param changes what somebody has changed since, all of it
	 */
	PoolDraft again(PoolDraft made, Map<String, PoolDraft.Change> changes) {
		Map<String, Object> last = new LinkedHashMap<>(made.code());
		changes.forEach((property, change) -> last.put(property, literally(change.value())));
		ConfiguredPool pool = ConfiguredPools.of(this.environment, made.pool().name(), last);
		PoolDraft draft = new PoolDraft(pool, made.handler(), made.listeners(), made.code(), Map.copyOf(changes));
		this.checks.check(draft);
		return draft;
	}

	/**
	 * Whoever operates pools must not see what placeholders stand for, as it may be any
	 * secret of the application.
	 */
	private static String literally(String value) {
		return value.replace("${", "\\${");
	}

	private PoolBuilder customized(String name) {
		PoolBuilder changes = new PoolBuilder(name);
		this.customizers.forEach((customizer) -> customizer.customize(changes));
		return changes;
	}

	private PoolDraft draft(PoolName name, PoolBuilder changes) {
		ConfiguredPool pool = ConfiguredPools.of(this.environment, name, changes.properties());
		PoolDraft draft = new PoolDraft(pool, changes.handler(), changes.listeners(), Map.copyOf(changes.properties()),
				Map.of());
		if (draft.handler() != null && pool.properties().kind() == WorkerKind.PROCESS) {
			throw new PoolConfigurationException(name, "handler", String.valueOf(pool.properties().handler()),
					"is the class of an object of this JVM, and worker processes make their handler themselves",
					"Give the builder the class instead, or use 'kind: thread'.");
		}
		this.checks.check(draft);
		return draft;
	}

}
