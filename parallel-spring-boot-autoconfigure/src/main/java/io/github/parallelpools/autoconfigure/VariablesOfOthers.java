package io.github.parallelpools.autoconfigure;

import java.util.Map;
import java.util.regex.Pattern;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Passes over environment variables that only look like settings of pools, because
 * somebody else names them: Kubernetes makes {@code PARALLEL_POOLS_PORT} and others for a
 * service called {@code parallel-pools}, in every container beside it. A variable that
 * gives a text where a pool has properties can't be a setting.
 */
final class VariablesOfOthers extends AbstractBindHandler {

	/** What Kubernetes and Docker make of the name of a service, without that name. */
	private static final Pattern SERVICE = Pattern
		.compile("(.*\\.)?(service\\.(host|port(\\..*)?)|port(\\.\\d+\\.(tcp|udp|sctp)(\\.(proto|port|addr))?)?)");

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("parallel");

	private static final Log logger = LogFactory.getLog(VariablesOfOthers.class);

	VariablesOfOthers(BindHandler parent) {
		super(parent);
	}

	/**
	 * Whether a variable is one of those that are made for a service.
	 * @param variable the name of the property that it stands for
	 * @return whether it is none of the application's
	 */
	static boolean isOfService(ConfigurationPropertyName variable) {
		StringBuilder name = new StringBuilder();
		for (int i = 1; i < variable.getNumberOfElements(); i++) {
			name.append((i > 1) ? "." : "").append(variable.getElement(i, Form.UNIFORM));
		}
		return ROOT.isAncestorOf(variable) && SERVICE.matcher(name).matches();
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		// Only that the text is no group of properties: what is wrong below is told.
		if (error instanceof ConversionException && (ROOT.equals(name) || ROOT.isAncestorOf(name)) && isGroup(target)
				&& isVariable(name, context)) {
			logger.debug("The environment variable for '%s' is no setting of pools and is ignored".formatted(name));
			return null;
		}
		return super.onFailure(name, target, context, error);
	}

	private static boolean isGroup(Bindable<?> target) {
		Class<?> type = target.getType().resolve(Object.class);
		return type.isRecord() || type == Map.class;
	}

	/** Whether the first source that has the property is the environment. */
	private static boolean isVariable(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			if (source.getConfigurationProperty(name) != null) {
				return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
			}
		}
		return false;
	}

}
