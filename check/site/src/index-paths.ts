/** Path of a bucket file inside the site: the version, then the bucket in lower-case hexadecimal. */
export const bucketPath = /^v[1-9][0-9]{0,6}\/b\/[0-9a-f]{1,6}\.bin$/;

export const manifestPath = 'manifest.json';
