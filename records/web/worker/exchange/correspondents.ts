import { DataError, RecordsClientError, verifyCorrespondent, type Correspondent } from '@etanche/records-client';
import type { Standing } from '../../port/exchange-calls.ts';
import type { SessionHost } from '../session-host.ts';
import type { Directory } from './directory.ts';

/**
 * Verifies a practice before something is sealed to it, and that it is as the person saw it.
 *
 * @throws DataError `could_not_check`, `conflict` if it has changed since; RecordsClientError `not_found` for a
 *   practice that left the directory
 */
export async function requireCorrespondent(
  host: SessionHost,
  directory: Directory,
  practice: string,
  seen: Standing,
): Promise<Correspondent> {
  const correspondent = await findCorrespondent(host, directory, practice);
  if (correspondent.standing !== seen && correspondent.standing !== 'known')
    throw new DataError('conflict', 'the practice is another than the one that the person saw');
  return correspondent;
}

/** @throws DataError `could_not_check`; RecordsClientError `not_found` */
export async function findCorrespondent(
  host: SessionHost,
  directory: Directory,
  practice: string,
): Promise<Correspondent> {
  const listing = await directory.find(practice);
  if (listing === null || listing.isRemoved)
    throw new RecordsClientError('not_found', 'the practice is in no directory');
  return verifyCorrespondent(host.open().client, listing);
}
