import { listMembers, type RecordsClient } from '@etanche/records-client';

/** The names of the practice's members by their ids, also of those who left. */
export async function memberNames(client: RecordsClient): Promise<ReadonlyMap<string, string>> {
  return new Map((await listMembers(client)).map(({ member, name }) => [member, name]));
}
