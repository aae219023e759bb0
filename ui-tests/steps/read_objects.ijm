// Opens exported objects as a user of ImageJ would and prints what it sees.
// Argument: the folder of the results, with a slash at the end.
setBatchMode(true);
folder = getArgument();

open(folder + "hela-cells-objects.tif");
getRawStatistics(area, mean, min, max);
print("labels", bitDepth(), max);
roiManager("Open", folder + "hela-cells-rois.zip");
count = roiManager("count");
// each region holds the pixels of its own number and no others
wrong = 0;
for (i = 0; i < count; i++) {
  roiManager("select", i);
  getRawStatistics(area, mean, lowest, highest);
  if (lowest != i + 1 || highest != i + 1) wrong++;
}
print("rois", count, wrong);
run("Quit");
