package io.github.parallelpools.autoconfigure.propagation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;

import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.i18n.SimpleLocaleContext;
import org.springframework.context.i18n.SimpleTimeZoneAwareLocaleContext;
import org.springframework.context.i18n.TimeZoneAwareLocaleContext;

/**
 * What a thread has noted about for whom it works: the MDC, and the locale and the time
 * zone of Spring. Immutable. The locale is found out when it is taken along: that of a
 * web request can't be asked once the request is over.
 *
 * @param mdc the MDC, empty for none
 * @param locale the locale, {@code null} for none
 * @param zone the time zone, {@code null} for none
 */
record ThreadNotes(Map<String, String> mdc, @Nullable Locale locale, @Nullable TimeZone zone) implements Along {

	static final ThreadNotes NONE = new ThreadNotes(Map.of(), null, null);

	/** What the calling thread has noted, {@code null} if that is nothing. */
	static @Nullable ThreadNotes ofThisThread() {
		Map<String, String> mdc = Mdc.copy();
		LocaleContext context = LocaleContextHolder.getLocaleContext();
		if (context == null) {
			return mdc.isEmpty() ? null : new ThreadNotes(mdc, null, null);
		}
		Locale locale = context.getLocale();
		TimeZone zone = (context instanceof TimeZoneAwareLocaleContext zoned) ? zoned.getTimeZone() : null;
		return (mdc.isEmpty() && locale == null && zone == null) ? null : new ThreadNotes(mdc, locale, zone);
	}

	@Override
	public Runnable set() {
		Map<String, String> mdcBefore = Mdc.copy();
		LocaleContext localeBefore = LocaleContextHolder.getLocaleContext();
		Mdc.set(this.mdc);
		LocaleContextHolder.setLocaleContext(localeContext());
		return () -> {
			Mdc.set(mdcBefore);
			LocaleContextHolder.setLocaleContext(localeBefore);
		};
	}

	private @Nullable LocaleContext localeContext() {
		if (this.zone != null) {
			return new SimpleTimeZoneAwareLocaleContext(this.locale, this.zone);
		}
		return (this.locale != null) ? new SimpleLocaleContext(this.locale) : null;
	}

	void write(DataOutput out) throws IOException {
		out.writeInt(this.mdc.size());
		for (Map.Entry<String, String> note : this.mdc.entrySet()) {
			Texts.write(out, note.getKey());
			Texts.write(out, Objects.requireNonNullElse(note.getValue(), ""));
		}
		Texts.write(out, (this.locale != null) ? this.locale.toLanguageTag() : null);
		Texts.write(out, (this.zone != null) ? this.zone.getID() : null);
	}

	static ThreadNotes read(DataInput in) throws IOException {
		Map<String, String> mdc = new LinkedHashMap<>();
		for (int left = in.readInt(); left > 0; left--) {
			mdc.put(String.valueOf(Texts.read(in)), String.valueOf(Texts.read(in)));
		}
		String locale = Texts.read(in);
		String zone = Texts.read(in);
		return new ThreadNotes(mdc, (locale != null) ? Locale.forLanguageTag(locale) : null,
				(zone != null) ? TimeZone.getTimeZone(zone) : null);
	}

}
