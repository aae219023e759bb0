// Opens the lesson's results as a user of ImageJ would and prints what it sees.
// Argument: the folder of the results, with a slash at the end.
setBatchMode(true);
folder = getArgument();

open(folder + "hela-cells_probabilities.tif");
getDimensions(width, height, channels, slices, frames);
getPixelSize(unit, pixelWidth, pixelHeight);
Stack.setChannel(1);
print("probabilities", width, height, channels, bitDepth(), unit, d2s(1 / pixelWidth, 2), getInfo("slice.label"));
close();

open(folder + "hela-cells_mask_Lysosomes.tif");
getRawStatistics(area, mean, min, max);
print("mask", bitDepth(), min, max);
setThreshold(128, 255);
run("Set Measurements...", "area redirect=None decimal=3");
run("Analyze Particles...", "size=4-Infinity pixel display clear");
print("particles", nResults);
close();

open(folder + "hela-cells_segmentation.tif");
getLut(red, green, blue);
getRawStatistics(area, mean, min, max);
print("segmentation", bitDepth(), min, max, red[1], green[1], blue[1]);
close();

open(folder + "hela-cells_labels.tif");
print("labels", getValue(306, 103), getValue(348, 85), getValue(0, 0));
close();
run("Quit");
