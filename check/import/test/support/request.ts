import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Federation } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import { describeSource, mappingFromProposal, proposeMapping, sampleRows } from '@etanche/intake';
import {
  makeOperatorKeys,
  openOperatorKeys,
  parseLeakFile,
  type ImportRequest,
  type ImportSource,
  type LeakFile,
  type OperatorKeys,
} from '../../src/index.ts';

export const random = (length: number): Bytes => Uint8Array.from(randomBytes(length));

/** A lock with minimal cost. */
export const lock = { passphrase: 'correct horse battery staple', workFactor: 4 };

export async function makeKeys(): Promise<OperatorKeys> {
  return openOperatorKeys(await makeOperatorKeys(lock, random), lock);
}

export const leakFile: LeakFile = {
  index: 'laboratoires',
  version: 1,
  expires: '2099-01-01',
  title: { fr: 'Fuite de test', en: 'Test leak' },
  controller: 'Laboratoire de test',
  legalBasis: 'RGPD art. 34',
  occurred: { from: '2020-01', to: '2020-10' },
  discovered: '2021-02-23',
  contact: { email: 'dpo@laboratoire.example' },
};

/** A file with the roles proposed by intake. */
export async function sourceOf(path: string): Promise<ImportSource> {
  const description = await describeSource(path);
  const mapping = mappingFromProposal(proposeMapping(description, await sampleRows(path, description, 2000)));
  return { path, bytes: statSync(path).size, description, mapping };
}

type RequestParts = {
  readonly files: readonly string[];
  readonly out: string;
  readonly keys: OperatorKeys;
  readonly federation: Federation;
  readonly leak?: Partial<LeakFile>;
} & Partial<Pick<ImportRequest, 'stretch' | 'report' | 'patienceSeconds'>>;

export async function makeRequest({ files, leak, ...parts }: RequestParts): Promise<ImportRequest> {
  return {
    stretch: null,
    workers: 1,
    patienceSeconds: 60,
    now: () => Date.now(),
    random,
    fetch,
    report: () => undefined,
    ...parts,
    sources: await Promise.all(files.map(sourceOf)),
    leak: parseLeakFile({ ...leakFile, ...leak }),
  };
}
