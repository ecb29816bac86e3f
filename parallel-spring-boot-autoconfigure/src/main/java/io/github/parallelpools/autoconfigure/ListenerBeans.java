package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Has beans refused, once they are made, whose methods would be handlers of pools and
 * can't be. Comes after Spring has made the proxies.
 */
final class ListenerBeans implements BeanPostProcessor {

	private final PoolConfigurationCheck check;

	ListenerBeans(PoolConfigurationCheck check) {
		this.check = check;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		@Nullable ListenerMethods listeners = this.check.listeners();
		if (listeners != null) {
			listeners.check(name, bean);
		}
		return bean;
	}

}
