/** What can be chosen as an image. */
export const IMAGE_NAMES = /\.(?:tiff?|png|jpe?g|h5|hdf5|hdf)$/i;
