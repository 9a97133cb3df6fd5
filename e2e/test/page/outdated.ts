import { expect, test } from 'vitest';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { toBase64url } from '@etanche/core-wire';
import { readPayload, signManifest } from '@etanche/core-sealed-index';
import { cosignManifest, sendKeySetOrder, timerSleep } from '@etanche/vault-client';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedManifest } from '@etanche/core-check-protocol';
import { french } from '../support/leaked-people.ts';
import type { OpenStage } from '../support/stage.ts';
import { check, expectHeading, headings, visit } from '../support/visit.ts';

const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
const random = (length: number) => Uint8Array.from(randomBytes(length));

/** Version 2 at the vaults of these indices, with the same people; the host goes on showing version 1. */
async function publishSecond({ site }: OpenStage, indices: readonly number[], graceHours: number): Promise<void> {
  const { operator } = site;
  const first = JSON.parse(await readFile(join(site.directory, 'manifest.json'), 'utf8')) as SignedManifest;
  const manifest = readPayload(first.payload);
  const { federation } = site.federation;
  const group = await loadSodiumGroup();
  const open = (id: string) =>
    sendKeySetOrder({
      ...{ ...transport, federation, group, owner: operator, id, now: Date.now, random },
      command: {
        order: 'open',
        importer: { key: toBase64url(operator.publicKey), units: 1, until: Math.floor(Date.now() / 1000) + 3600 },
        ceiling: { perMinute: 100, perDay: 100 },
      },
    });
  const rename = (id: string) => id.replace(/\.1$/, '.2');
  const keySets = await Promise.all(manifest.keySets.map(({ id }) => open(rename(id))));
  const kinds = manifest.kinds.map((kind) => ({ ...kind, keySet: rename(kind.keySet) }));
  const second = { ...manifest, version: 2, graceHours, keySets, kinds };
  const signed = await signManifest(second, operator.privateKey, toBase64url(operator.publicKey));
  const vaults = federation.vaults.filter(({ index }) => indices.includes(index));
  await cosignManifest({ ...transport, federation: { threshold: vaults.length, vaults }, manifest: signed });
}

export function testOutdated(stage: OpenStage): void {
  test('an old version that the host puts back gives no answer once its grace period is over', async () => {
    const { complete } = stage.site.people;
    const ask = async () => {
      const visitor = await visit(stage.browser, stage.site.url);
      await check(visitor.page, 'nir', [`${complete.nir}${complete.nirKey}`, french(complete.birthDate)]);
      return visitor;
    };
    await using before = await ask();
    await expectHeading(before.page, headings.fr.found);
    // Two vaults cosigned the later version: the page hears of it from one of any two that it asks.
    await publishSecond(stage, [2, 3], 0);
    await using visitor = await ask();
    await expectHeading(visitor.page, headings.fr.could);
    // Nothing of the question was sent.
    expect((await visitor.sent()).filter(({ url }) => url.endsWith('/evaluate'))).toEqual([]);
    const text = (await visitor.page.getByRole('main').innerText()).replace(/[\u00a0\u202f]/g, ' ');
    expect(text).toContain('Ce site montre une ancienne liste');
    expect(text).toContain('ni un oui, ni un non');
  });
}
