package io.github.parallelpools.actuate.endpoint;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.PoolSetting;

/** Reads a setting and its value as they are written in the configuration. */
final class SettingText {

	private static final int MOST_WORKERS = 10_000;

	private SettingText() {
	}

	/**
	 * What is to be changed.
	 * @param request names a setting and its value
	 * @return the setting with its value
	 * @throws BadRequestException if there is no such setting, or no such value
	 */
	static Map<PoolSetting, Object> values(PoolRequest request) {
		String name = required("setting", request.setting(), "Write one of: " + all() + ".");
		PoolSetting setting = PoolSetting.of(name.strip())
			.orElseThrow(() -> new BadRequestException(
					"'setting' can't be '%s'. These can be changed while the pool works: %s.".formatted(name, all())));
		String value = required("value", request.value(), "Write the new value of '%s'.".formatted(name));
		return Map.of(setting, parse(setting, value.strip()));
	}

	private static String all() {
		return Arrays.stream(PoolSetting.values())
			.map(PoolSetting::property)
			.collect(Collectors.joining(", ", "",
					", and for new workers args.*, and of process.* and logging.* what names no program, code or file"));
	}

	private static String required(String parameter, @Nullable String text, String remedy) {
		if (text == null || text.isBlank()) {
			throw new BadRequestException("'%s' is missing. %s".formatted(parameter, remedy));
		}
		return text;
	}

	private static Object parse(PoolSetting setting, String value) {
		Object parsed;
		try {
			parsed = convert(setting, value);
		}
		catch (ConversionException ex) {
			throw impossible(setting, value, null);
		}
		if (parsed == null) {
			throw impossible(setting, value, null);
		}
		boolean counts = setting == PoolSetting.MIN_SIZE || setting == PoolSetting.MAX_SIZE;
		if (counts && (Integer) parsed > MOST_WORKERS) {
			// So many workers at once are a slip of the finger.
			throw impossible(setting, value, "a whole number up to " + MOST_WORKERS);
		}
		return parsed;
	}

	private static @Nullable Object convert(PoolSetting setting, String value) {
		ConversionService conversion = ApplicationConversionService.getSharedInstance();
		if (setting == PoolSetting.RECYCLE_MAX_MEMORY) {
			DataSize size = conversion.convert(value, DataSize.class);
			return (size != null) ? size.toBytes() : null;
		}
		return conversion.convert(value, setting.type());
	}

	private static BadRequestException impossible(PoolSetting setting, String value, @Nullable String possible) {
		String remedy = (possible != null) ? possible
				: (setting == PoolSetting.RECYCLE_MAX_MEMORY) ? "a size, as in '256MB'" : possible(setting.type());
		return new BadRequestException("'%s' can't be '%s'. Write %s.".formatted(setting.property(), value, remedy));
	}

	private static String possible(Class<?> type) {
		if (type == Integer.class || type == Long.class) {
			return "a whole number";
		}
		if (type == Double.class) {
			return "a number";
		}
		if (type.isEnum()) {
			return "one of: " + Arrays.stream(type.getEnumConstants())
				.map((one) -> one.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
				.collect(Collectors.joining(", "));
		}
		return "a duration, as in '500ms', '5s' or '2m'";
	}

}
