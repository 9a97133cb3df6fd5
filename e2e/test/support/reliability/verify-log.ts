import { setTimeout as sleep } from 'node:timers/promises';
import { buildTree, leafHash } from '@etanche/core-merkle';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { recordsLimits, type AuditLeaf } from '@etanche/core-records-protocol';
import type { AuditReport } from '@etanche/records-client';
import type { Ledger } from './ledger.ts';
import type { Colleague, Stage } from './stage.ts';

/**
 * Verifies that all observers saw one audit log: each observed checkpoint is the root of its first leaves, each stored
 * write has one leaf, and each session finds its own actions.
 *
 * @returns the number of leaves
 */
export async function verifyLog(stage: Stage, ledger: Ledger, colleagues: readonly Colleague[]): Promise<number> {
  const [who] = colleagues;
  if (who === undefined) throw new Error('there is no session to read the log');
  for (const colleague of colleagues) {
    // A secretary may not read the log.
    if (!colleague.client.practice.roles().includes('doctor')) continue;
    const { checkpoint } = await verifiedToTheEnd(ledger, colleague);
    ledger.checkpoint(checkpoint.size, toBase64url(checkpoint.root));
  }
  const leaves = await allLeaves(who, Math.max(...ledger.checkpoints.keys()));
  for (const [size, root] of ledger.checkpoints) {
    const { root: own } = buildTree(leaves.slice(0, size).map((text) => leafHash(utf8(text))));
    if (toBase64url(own) !== root) ledger.findings.push(`the checkpoint of size ${size} does not belong to this log`);
  }
  await verifyWrites(stage, ledger, leaves);
  return leaves.length;
}

/** Waits until the log contains all actions of this session. */
async function verifiedToTheEnd(ledger: Ledger, { data }: Colleague): Promise<AuditReport> {
  for (let tries = 0; ; tries++) {
    const report = await data.verifyAudit(30);
    if (report.own.waiting === 0) return report;
    if (tries === 600) ledger.findings.push(`${report.own.waiting} actions have no leaf`);
    if (tries === 600) return report;
    await sleep(500);
  }
}

async function allLeaves({ client }: Colleague, size: number): Promise<string[]> {
  const leaves: string[] = [];
  while (leaves.length < size) {
    const count = Math.min(size - leaves.length, recordsLimits.leavesPerAnswer);
    leaves.push(...(await client.session.call('leaves', { query: { from: leaves.length, count } })).leaves);
  }
  return leaves;
}

/** Each write advanced a head by one and added one leaf. */
async function verifyWrites(stage: Stage, ledger: Ledger, texts: readonly string[]): Promise<void> {
  const sequences = new Map<string, number[]>();
  for (const text of texts) {
    const { kind, scope, sequence } = JSON.parse(text) as AuditLeaf;
    if (kind !== 'write' || scope === undefined || sequence === undefined) continue;
    sequences.set(scope, [...(sequences.get(scope) ?? []), sequence]);
  }
  await using database = stage.database.open('reliability_records');
  const { rows } = await database.query<{ scope: string; sequence: number; resources: number; leaves: number }>(
    `SELECT scope, sequence::int, resources,
       (SELECT coalesce(sum(located), 0)::int FROM scope_pack p WHERE p.practice = s.practice AND p.scope = s.scope) AS leaves
     FROM scope s`,
  );
  for (const { scope, sequence, resources, leaves } of rows) {
    const logged = (sequences.get(scope) ?? []).sort((a, b) => a - b).join();
    const expected = Array.from({ length: sequence }, (_, i) => i + 1).join();
    if (logged !== expected)
      ledger.findings.push(`the log of ${scope} has writes ${logged}, but its head is ${sequence}`);
    if (leaves !== resources) ledger.findings.push(`${scope} has ${leaves} of ${resources} resources`);
  }
}
