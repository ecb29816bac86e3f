package io.github.parallelpools.autoconfigure;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;

import io.github.parallelpools.spi.ApplicationCode;

/**
 * Finds an application's own code: what lies beside its main class, and what is in the
 * packages of its auto-configuration, wherever that lies. Makes no beans.
 */
final class MainClasses {

	private static final String MAIN = SpringBootConfiguration.class.getName();

	private final ConfigurableListableBeanFactory beans;

	private final ClassLoader classLoader;

	MainClasses(ConfigurableListableBeanFactory beans, ClassLoader classLoader) {
		this.beans = beans;
		this.classLoader = classLoader;
	}

	void addTo(ApplicationCode code) {
		if (AutoConfigurationPackages.has(this.beans)) {
			AutoConfigurationPackages.get(this.beans).forEach(code::addPackage);
		}
		for (String name : this.beans.getBeanDefinitionNames()) {
			BeanDefinition definition = this.beans.getBeanDefinition(name);
			if (definition instanceof AnnotatedBeanDefinition annotated && annotated.getFactoryMethodMetadata() == null
					&& annotated.getMetadata().isAnnotated(MAIN)) {
				code.add(annotated.getMetadata().getClassName(), this.classLoader);
			}
		}
	}

}
