package io.github.parallelpools.worker.process.child;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Base64;
import java.util.TimeZone;

/**
 * Brings the application's default time zone where its id does not tell its rules: one
 * that was made or changed by hand.
 */
public final class DefaultZone {

	private static final String PROPERTY = "io.github.parallelpools.zone";

	private DefaultZone() {
	}

	/**
	 * How a process is told.
	 * @param zone the zone
	 * @return an argument of its JVM
	 * @throws IOException if the zone can't be written
	 */
	public static String argument(TimeZone zone) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(zone);
		}
		return "-D" + PROPERTY + "=" + Base64.getEncoder().encodeToString(bytes.toByteArray());
	}

	/** Sets the zone that this process was told, if it was told one. */
	static void restore() throws IOException {
		String told = System.clearProperty(PROPERTY);
		if (told == null) {
			return;
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(told)))) {
			TimeZone.setDefault((TimeZone) in.readObject());
		}
		catch (ClassNotFoundException ex) {
			throw new IOException("The application's default time zone is of a class that is not there", ex);
		}
	}

}
