package io.github.parallelpools.sample.packaged;

class ExtractedJarIT extends PackagedSampleContract {

	ExtractedJarIT() {
		super(Layout.EXTRACTED);
	}

}
