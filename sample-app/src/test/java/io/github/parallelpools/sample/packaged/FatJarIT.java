package io.github.parallelpools.sample.packaged;

class FatJarIT extends PackagedSampleContract {

	FatJarIT() {
		super(Layout.FAT);
	}

}
