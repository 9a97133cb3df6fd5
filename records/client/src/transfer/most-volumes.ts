import { recordsLimits } from '@etanche/core-records-protocol';

/** Bytes of a volume, in one message each. */
export const mostVolumeBytes = 48 * 1024 * 1024;

/** Largest archive of a file: four times the largest binary, 2 GiB. A doctor opens its volumes in one day. */
const mostArchiveBytes = 4 * recordsLimits.binaryBytes;

/** Maximum number of messages of a transfer. */
export const mostVolumes = Math.ceil(mostArchiveBytes / mostVolumeBytes);
