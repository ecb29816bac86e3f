package io.github.parallelpools.autoconfigure;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

/** Properties of a pool without a context. */
final class PoolPropertiesFixture {

	private PoolPropertiesFixture() {
	}

	static PoolProperties of(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		return Binder.get(environment).bindOrCreate("", PoolProperties.class);
	}

	static PoolName name(String name) {
		return new PoolName(name, PoolName.POOLS.append(name));
	}

}
