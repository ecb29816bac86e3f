package io.github.parallelpools.autoconfigure.context;

import java.util.Map;

import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Environment variables of which only those are properties that have a prefix, which
 * {@code SpringApplication.setEnvironmentPrefix} gives them in the application.
 */
final class PrefixedVariables extends SystemEnvironmentPropertySource implements PropertySourceInfo {

	private final String prefix;

	PrefixedVariables(String name, Map<String, Object> variables, String prefix) {
		super(name, variables);
		this.prefix = prefix;
	}

	@Override
	public String getPrefix() {
		return this.prefix;
	}

}
