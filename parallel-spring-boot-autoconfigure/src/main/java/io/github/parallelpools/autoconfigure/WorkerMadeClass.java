package io.github.parallelpools.autoconfigure;

import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * A class that workers are to make themselves. Refuses those that they could not make,
 * without making any.
 *
 * @param pool the pool that names it
 * @param property where the pool names it
 * @param value how the pool names it
 * @param type the class
 */
record WorkerMadeClass(PoolName pool, String property, String value, Class<?> type) {

	/** Refuses what can't have instances. */
	void requireConcrete() {
		if (this.type.isInterface() || Modifier.isAbstract(this.type.getModifiers())) {
			throw refusal("is %s, which is abstract and can't be made".formatted(this.type.getTypeName()),
					"Name a class that is not abstract.");
		}
	}

	/**
	 * Refuses what can't be made by a constructor without arguments.
	 * @param remedy what to do if there is no such constructor
	 */
	void requireConstructor(String remedy) {
		requireStatic();
		if (Arrays.stream(this.type.getDeclaredConstructors()).noneMatch((one) -> one.getParameterCount() == 0)) {
			throw refusal("is %s, which has no constructor without arguments".formatted(this.type.getTypeName()),
					remedy);
		}
	}

	/** Refuses what can't be made without an object around it. */
	void requireStatic() {
		if (this.type.isAnonymousClass() || this.type.isLocalClass()
				|| (this.type.isMemberClass() && !Modifier.isStatic(this.type.getModifiers()))) {
			throw refusal("is %s, an inner class, which a worker process can't make".formatted(this.type.getTypeName()),
					"Make it a top-level or a static nested class.");
		}
	}

	private PoolConfigurationException refusal(String reason, String remedy) {
		return new PoolConfigurationException(this.pool, this.property, this.value, reason, remedy);
	}

}
