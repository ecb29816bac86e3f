package io.github.parallelpools.sample;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images whose left half is red and whose right half is blue. */
public final class TestImages {

	private TestImages() {
	}

	public static byte[] png(int width, int height) {
		return encode(width, height, BufferedImage.TYPE_INT_ARGB, "png");
	}

	/** A JPEG whose Exif part says how the camera was held. */
	public static byte[] photo(int width, int height, int orientation) {
		byte[] image = encode(width, height, BufferedImage.TYPE_3BYTE_BGR, "jpg");
		ByteBuffer tags = ByteBuffer.allocate(36)
			.putShort((short) 0xFFE1)
			.putShort((short) 34)
			.put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
			.putShort((short) 42)
			.putInt(8)
			.putShort((short) 1)
			.putShort((short) 274)
			.putShort((short) 3)
			.putInt(1)
			.putShort((short) orientation)
			.putShort((short) 0)
			.putInt(0);
		return withSegment(image, tags.array());
	}

	/** Puts a segment behind the first marker, which begins the file. */
	private static byte[] withSegment(byte[] image, byte[] segment) {
		return ByteBuffer.allocate(image.length + segment.length)
			.put(image, 0, 2)
			.put(segment)
			.put(image, 2, image.length - 2)
			.array();
	}

	/** A PNG of one gray and one opacity, both told in 8 bits. */
	public static byte[] grayWithAlpha(int width, int height, int bits, int gray, int alpha) {
		ColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), true, false,
				Transparency.TRANSLUCENT, (bits > 8) ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE);
		WritableRaster raster = model.createCompatibleWritableRaster(width, height);
		int factor = (bits > 8) ? 0x101 : 1;
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				raster.setSample(x, y, 0, gray * factor);
				raster.setSample(x, y, 1, alpha * factor);
			}
		}
		return encode(new BufferedImage(model, raster, false, null), "png");
	}

	/** A JPEG with the four inks of printers, inverted as Adobe's programs do. */
	public static byte[] cmyk(int width, int height) {
		WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
		int[] red = { 255, 0, 0, 255 };
		int[] blue = { 0, 0, 255, 255 };
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				raster.setPixel(x, y, (x < width / 2) ? red : blue);
			}
		}
		byte[] image = write("com.sun.imageio.plugins.jpeg", "jpg",
				(writer) -> writer.write(new IIOImage(raster, null, null)));
		byte[] marker = ByteBuffer.allocate(16)
			.putShort((short) 0xFFEE)
			.putShort((short) 14)
			.put("Adobe".getBytes(StandardCharsets.US_ASCII))
			.putShort((short) 100)
			.array();
		return withSegment(image, marker);
	}

	/** A GIF whose only frame is not where its screen is. */
	public static byte[] gif(int screenWidth, int screenHeight, int left, int top, int width, int height) {
		BufferedImage frame = decode(encode(width, height, BufferedImage.TYPE_3BYTE_BGR, "gif"));
		return write("", "gif", (writer) -> {
			IIOMetadata stream = writer.getDefaultStreamMetadata(null);
			set(stream, "LogicalScreenDescriptor", "logicalScreenWidth", screenWidth, "logicalScreenHeight",
					screenHeight);
			IIOMetadata image = writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
			set(image, "ImageDescriptor", "imageLeftPosition", left, "imageTopPosition", top);
			writer.write(stream, new IIOImage(frame, null, image), null);
		});
	}

	private static void set(IIOMetadata metadata, String element, String first, int one, String second, int two)
			throws IOException {
		IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
		IIOMetadataNode node = (IIOMetadataNode) root.getElementsByTagName(element).item(0);
		node.setAttribute(first, String.valueOf(one));
		node.setAttribute(second, String.valueOf(two));
		metadata.setFromTree(metadata.getNativeMetadataFormatName(), root);
	}

	private interface Writing {

		void write(ImageWriter writer) throws IOException;

	}

	private static byte[] write(String vendor, String format, Writing writing) {
		Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
		ImageWriter writer = writers.next();
		while (!writer.getClass().getName().startsWith(vendor)) {
			writer = writers.next();
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
			writer.setOutput(out);
			writing.write(writer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}

	public static byte[] encode(int width, int height, int type, String format) {
		BufferedImage image = new BufferedImage(width, height, type);
		Graphics2D graphics = image.createGraphics();
		graphics.setColor(Color.RED);
		graphics.fillRect(0, 0, width / 2, height);
		graphics.setColor(Color.BLUE);
		graphics.fillRect(width / 2, 0, width - width / 2, height);
		graphics.dispose();
		return encode(image, format);
	}

	private static byte[] encode(BufferedImage image, String format) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			if (!ImageIO.write(image, format, bytes)) {
				throw new IllegalArgumentException("Can't write " + format);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	public static BufferedImage decode(byte[] image) {
		try {
			return ImageIO.read(new ByteArrayInputStream(image));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
