import { existsSync, readFileSync } from 'node:fs';
import { federationQuorumsMeet, federationSchema, type Federation } from '@etanche/core-vault-protocol';
import { parseShape, ProtocolError } from '@etanche/core-wire';
import { RecordsError } from '../records-error.ts';

/** The vaults that this server's practices rely on. @throws RecordsError `federation_invalid` */
export function readFederation(path: string): Federation {
  const federation = parseFile(path);
  const { vaults, threshold } = federation;
  const distinct = (values: readonly unknown[]) => new Set(values).size === vaults.length;
  const sound =
    threshold <= vaults.length &&
    distinct(vaults.map(({ index }) => index)) &&
    distinct(vaults.map(({ signingKey }) => signingKey)) &&
    distinct(vaults.map(({ url }) => url));
  if (!sound)
    throw new RecordsError('federation_invalid', `${path}: repeated vaults, or a threshold above their number`);
  if (!federationQuorumsMeet(federation)) {
    throw new RecordsError('federation_invalid', `${path}: practices need a threshold above half of the vaults`);
  }
  return { threshold, vaults: vaults.toSorted((a, b) => a.index - b.index) };
}

function parseFile(path: string): Federation {
  if (!existsSync(path)) {
    throw new RecordsError('federation_invalid', `${path}, which ETANCHE_RECORDS_FEDERATION names, does not exist`);
  }
  try {
    return parseShape(federationSchema, JSON.parse(readFileSync(path, 'utf8')), 'federation file');
  } catch (cause) {
    const where = cause instanceof ProtocolError ? `: ${cause.message}` : '';
    throw new RecordsError('federation_invalid', `${path} is not a readable federation file${where}`, { cause });
  }
}
