package io.github.parallelpools.sample.thumbnails;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held: the tag 274 of TIFF files and of the Exif part of JPEG files
 * (Exif 2.3, 4.6.4).
 *
 * @param tag its value, from 1 (upright) to 8
 */
record Orientation(int tag) {

	private static final Orientation UPRIGHT = new Orientation(1);

	static Orientation of(ImageReader reader, byte[] image) throws IOException {
		String format = reader.getFormatName().toLowerCase(java.util.Locale.ROOT);
		try (ImageInputStream file = open(new ByteArrayInputStream(image)); ImageInputStream tags = switch (format) {
			case "jpeg", "jpg" -> exif(file);
			case "tiff", "tif" -> open(new ByteArrayInputStream(image));
			default -> null;
		}) {
			return (tags != null) ? read(tags) : UPRIGHT;
		}
		catch (IOException | RuntimeException ex) {
			// Broken tags are no reason to show nothing.
			return UPRIGHT;
		}
	}

	private static @Nullable ImageInputStream exif(ImageInputStream file) throws IOException {
		List<JPEGSegment> found = JPEGSegmentUtil.readSegments(file, JPEG.APP1, "Exif");
		if (found.isEmpty()) {
			return null;
		}
		InputStream data = found.get(0).data();
		data.skipNBytes(1); // The name of the segment is padded
		return open(data);
	}

	private static ImageInputStream open(InputStream data) {
		return new MemoryCacheImageInputStream(data);
	}

	private static Orientation read(ImageInputStream tags) throws IOException {
		Entry entry = new TIFFReader().read(tags).getEntryById(TIFF.TAG_ORIENTATION);
		boolean known = entry != null && entry.getValue() instanceof Number number && number.intValue() >= 1
				&& number.intValue() <= 8;
		return known ? new Orientation(((Number) entry.getValue()).intValue()) : UPRIGHT;
	}

	/** Whether the image lies on its side. */
	boolean isTurned() {
		return this.tag >= 5;
	}

	/**
	 * Turns an image as it is to be seen.
	 * @param image the image as it is stored
	 * @return the image, the same one if there is nothing to be done
	 */
	BufferedImage upright(BufferedImage image) {
		if (this.tag == UPRIGHT.tag()) {
			return image;
		}
		int width = image.getWidth();
		int height = image.getHeight();
		BufferedImage turned = isTurned() ? new BufferedImage(height, width, image.getType())
				: new BufferedImage(width, height, image.getType());
		Graphics2D graphics = turned.createGraphics();
		try {
			graphics.drawImage(image, transform(width, height), null);
		}
		finally {
			graphics.dispose();
		}
		return turned;
	}

	/** From a stored pixel (x, y) to where it is seen. */
	private AffineTransform transform(int width, int height) {
		return switch (this.tag) {
			case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
			case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
			case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
			case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
			case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
			case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
			case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
			default -> new AffineTransform();
		};
	}

}
