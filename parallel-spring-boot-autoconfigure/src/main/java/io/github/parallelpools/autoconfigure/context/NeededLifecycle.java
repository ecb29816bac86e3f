package io.github.parallelpools.autoconfigure.context;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Starts and stops of all that has a lifecycle only what one bean depends on: what else
 * would listen, poll or schedule belongs to the application.
 */
final class NeededLifecycle extends DefaultLifecycleProcessor {

	private final ConfigurableListableBeanFactory beans;

	private final Set<String> needed = new TreeSet<>();

	NeededLifecycle(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
		setBeanFactory(beans);
	}

	/** Nothing is known to be needed yet. */
	@Override
	public void onRefresh() {
	}

	/** Starts what a bean needs that was made before. */
	void startFor(String bean) {
		Deque<String> left = new ArrayDeque<>(Set.of(bean));
		for (String name; (name = left.poll()) != null;) {
			if (this.needed.add(name)) {
				left.addAll(Set.of(this.beans.getDependenciesForBean(name)));
			}
		}
		super.onRefresh();
	}

	@Override
	protected Map<String, Lifecycle> getLifecycleBeans() {
		Map<String, Lifecycle> found = new LinkedHashMap<>();
		for (String name : this.needed) {
			// A factory is started for what it makes: an engine that schedules or
			// streams.
			if (this.beans.getSingleton(name) instanceof Lifecycle bean && !(bean instanceof FactoryBean)) {
				found.put(name, bean);
			}
		}
		return found;
	}

}
