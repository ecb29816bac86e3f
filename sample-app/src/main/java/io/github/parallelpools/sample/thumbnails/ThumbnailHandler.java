package io.github.parallelpools.sample.thumbnails;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.parallelpools.sample.web.InvalidInputException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

/**
 * Makes thumbnails with the decoders of the JDK and of TwelveMonkeys, which knows photos
 * for printers (CMYK). Decodes whatever comes, without asking how large it will be: a
 * bomb exhausts the heap, which is this worker's alone, and the pool replaces the worker.
 * Each worker process makes an instance of its own.
 */
public final class ThumbnailHandler implements TaskHandler<ThumbnailRequest, Thumbnail> {

	private static final Log logger = LogFactory.getLog(ThumbnailHandler.class);

	private static final int MAX_HEIGHT = 10_000;

	/** The most elements of an array that one pixel takes. */
	private static final int MAX_CHANNELS = 4;

	public ThumbnailHandler() {
		System.setProperty("java.awt.headless", "true");
	}

	@Override
	public Thumbnail handle(ThumbnailRequest request, TaskContext context) throws InvalidInputException, IOException {
		long start = System.nanoTime();
		BufferedImage thumbnail = thumbnail(request);
		byte[] png = encode(thumbnail);
		context.logger().log(System.Logger.Level.INFO, "Made a thumbnail of {0} bytes", png.length);
		return new Thumbnail(png, thumbnail.getWidth(), thumbnail.getHeight(),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), ProcessHandle.current().pid());
	}

	private static BufferedImage thumbnail(ThumbnailRequest request) throws InvalidInputException {
		try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(request.image()))) {
			Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
			if (!readers.hasNext()) {
				throw new InvalidInputException("This is not an image of a known format (PNG, JPEG, GIF, BMP, TIFF).");
			}
			ImageReader reader = readers.next();
			try {
				reader.setInput(in, true, true);
				return scaled(reader, Orientation.of(reader, request.image()), request.width());
			}
			finally {
				reader.dispose();
			}
		}
		// Decoders meet broken files with all kinds of exceptions.
		catch (IOException | RuntimeException ex) {
			logger.debug("This image can't be decoded", ex);
			throw new InvalidInputException("This image can't be decoded: " + ex.getMessage());
		}
	}

	/**
	 * Decodes the image as a whole, or, where one array can't hold that much, in strips
	 * that are as tall as one can.
	 */
	private static BufferedImage scaled(ImageReader reader, Orientation orientation, int width)
			throws IOException, InvalidInputException {
		Canvas canvas = Canvas.of(reader);
		double shape = (double) canvas.height() / canvas.width();
		long height = Math.max(1, Math.round(orientation.isTurned() ? width / shape : width * shape));
		if (height > MAX_HEIGHT) {
			throw new InvalidInputException(String.format(Locale.ROOT,
					"The thumbnail would be %,d pixels tall: at most %,d are made.", height, MAX_HEIGHT));
		}
		BufferedImage thumbnail = orientation.isTurned() ? blank((int) height, width) : blank(width, (int) height);
		int rows = (int) Math.max(1, Integer.MAX_VALUE / ((long) canvas.frame().width * MAX_CHANNELS));
		for (int y = 0; y < canvas.frame().height; y += rows) {
			Rectangle strip = new Rectangle(0, y, canvas.frame().width, Math.min(rows, canvas.frame().height - y));
			ImageReadParam param = reader.getDefaultReadParam();
			param.setSourceRegion(strip);
			drawSmall(Grays.asColors(reader.read(0, param)), thumbnail, canvas.onto(thumbnail, strip));
		}
		return orientation.upright(thumbnail);
	}

	private static BufferedImage blank(int width, int height) {
		return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
	}

	private static void drawSmall(BufferedImage strip, BufferedImage thumbnail, Rectangle where) {
		BufferedImage source = strip;
		// Halving first, so that every pixel counts
		while (source.getWidth() >= 2 * where.width && source.getHeight() >= 2 * where.height) {
			BufferedImage half = blank(source.getWidth() / 2, source.getHeight() / 2);
			draw(source, half, new Rectangle(half.getWidth(), half.getHeight()));
			source = half;
		}
		draw(source, thumbnail, where);
	}

	private static void draw(BufferedImage source, BufferedImage target, Rectangle where) {
		Graphics2D graphics = target.createGraphics();
		try {
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
			graphics.drawImage(source, where.x, where.y, where.width, where.height, null);
		}
		finally {
			graphics.dispose();
		}
	}

	private static byte[] encode(BufferedImage image) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
			ImageIO.write(image, "png", out);
		}
		return bytes.toByteArray();
	}

}
