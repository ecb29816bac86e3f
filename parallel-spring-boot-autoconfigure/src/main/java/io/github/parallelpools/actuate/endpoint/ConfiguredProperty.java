package io.github.parallelpools.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A property of a pool as it was configured. Of what may hold secrets, only the names are
 * shown.
 *
 * @param value the value, a text, a number, a boolean or a list of texts
 * @param origin where it is written, {@code null} for a default
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfiguredProperty(Object value, @Nullable String origin) {
}
