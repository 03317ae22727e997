// Replaces the package that CDKTF zips AssetType.ARCHIVE with.
module.exports = () => {
  throw new Error(
    "AssetType.ARCHIVE gives another zip on every machine: make the zip with createFunctionPackage and use AssetType.FILE.",
  );
};
