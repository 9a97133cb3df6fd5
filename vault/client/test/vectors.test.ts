import {
  decodeElement,
  blind,
  checkKeySet,
  combine,
  combineAndFinalize,
  nobleGroup,
  verifyEvaluation,
} from '@etanche/core-oprf';
import { evaluatePath, sharedOwners, type EvaluateResponse, type KeySet } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import evaluationVectors from '../../../vectors/evaluation.json' with { type: 'json' };
import pageVectors from '../../../vectors/page-hashes.json' with { type: 'json' };
import statementVectors from '../../../vectors/statements.json' with { type: 'json' };
import logVectors from '../../../vectors/manifest-log.json' with { type: 'json' };
import { comparePages } from '../src/check/compare-pages.ts';
import { evaluateShare, type ShareRequest } from '../src/evaluate/evaluate-share.ts';
import { readVaultStatement } from '../src/check/fetch-vault-statements.ts';
import { findNewerVersion } from '../src/check/find-newer-version.ts';
import { keySetFromStatements, readStatement } from '../src/key-sets/key-set-statements.ts';
import { timerSleep } from '../src/index.ts';

const group = nobleGroup;
const keySet = evaluationVectors.keySet as KeySet;
const bytes = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

/** Verifies one vault's answer like the client does. */
async function ask(index: number, elements: readonly string[], answer: unknown) {
  const share = keySet.shares.find((candidate) => candidate.index === index);
  if (share === undefined) throw new Error('no such share');
  const fetch: typeof globalThis.fetch = (input, init) => {
    expect(input).toBe(`${share.url}${evaluatePath}`);
    expect(JSON.parse(init?.body as string)).toEqual({ keySet: keySet.id, elements });
    return Promise.resolve(Response.json(answer));
  };
  const transport = { fetch, sleep: timerSleep, timeoutMs: 60_000 };
  const verify: ShareRequest['verify'] = (...question) => Promise.resolve(verifyEvaluation(group, ...question));
  const request: ShareRequest = { keySet, group, transport, signer: null, work: null, verify };
  const blinded = elements.map((element) => decodeElement(group, element));
  return evaluateShare(request, share, blinded, new AbortController().signal);
}

describe('vectors/evaluation.json', () => {
  test('the key set of the vectors is accepted', () => {
    expect(() => {
      checkKeySet(group, keySet);
    }).not.toThrow();
  });

  test.each(evaluationVectors.evaluations)('any two vaults give the outputs: $name', async (vector) => {
    const inputs = vector.inputs.map(bytes);
    const blinds = vector.blinds.map(bytes);
    const draws = blinds.map((scalar) => Uint8Array.from([...scalar, ...new Uint8Array(32)]));
    const { elements } = blind(group, inputs, () => draws.shift() ?? new Uint8Array(0));
    expect(elements.map((element) => toBase64url(element))).toEqual(vector.elements);
    const answers = [];
    for (const answer of vector.answers as EvaluateResponse[]) {
      answers.push(await ask(answer.index, vector.elements, answer));
    }
    for (const without of [0, 1, 2]) {
      const two = answers.filter((_, i) => i !== without);
      expect(combine(group, two).map((element) => toBase64url(element))).toEqual(vector.combined);
      expect(combineAndFinalize(group, inputs, blinds, two).map(hex)).toEqual(vector.outputs);
    }
  });

  const refusedOf = evaluationVectors.evaluations.find(({ name }) => name === evaluationVectors.refusedOf);

  test.each(evaluationVectors.refused)('an answer is rejected: $name', async ({ answer }) => {
    const failed = ask(1, refusedOf?.elements ?? [], answer);
    await expect(failed).rejects.toMatchObject({ code: expect.stringMatching(/^(answer|proof)_invalid$/) as string });
  });
});

describe('vectors/statements.json', () => {
  const { federation, keySetStatements, keySetRefused, vaultStatements, vaultRefused, owners } = statementVectors;
  const vaultOf = (index: number) => {
    const vault = federation.vaults.find((candidate) => candidate.index === index);
    if (vault === undefined) throw new Error('no such vault');
    return vault;
  };
  const build = async (statements: readonly string[]) => {
    const read = await Promise.all(statements.map(async (jws, i) => readStatement(jws, vaultOf(i + 1))));
    return keySetFromStatements(group, federation, keySet.id, read);
  };

  test('three statements give the key set', async () => {
    expect(await build(keySetStatements)).toEqual(statementVectors.keySet);
  });

  test.each(keySetRefused)('statements are rejected: $name', async ({ statements }) => {
    const code = expect.stringMatching(/^(answer_invalid|key_set_refused)$/) as string;
    await expect(build(statements)).rejects.toMatchObject({ code });
  });

  test.each(vaultStatements)('vault $index states its owner and jurisdiction', async ({ index, jws, statement }) => {
    expect(await readVaultStatement(jws, vaultOf(index), federation)).toEqual(statement);
  });

  test.each(vaultRefused)('a vault statement is rejected: $name', async ({ index, jws }) => {
    const failed = readVaultStatement(jws, vaultOf(index), federation);
    await expect(failed).rejects.toMatchObject({ code: 'answer_invalid' });
  });

  test.each(owners)('owners $owners share $shared', ({ owners: names, shared }) => {
    expect(sharedOwners(names.map((owner, i) => ({ index: i + 1, owner })))).toEqual(shared);
  });

  test('the signing keys of the vectors have 32 bytes', () => {
    expect(federation.vaults.map(({ signingKey }) => fromBase64url(signingKey, 32).length)).toEqual([32, 32, 32]);
  });
});

describe('vectors/manifest-log.json', () => {
  const { index, version, nonce, trust, answers, refused } = logVectors;
  const url = 'https://vault1.example';

  /** The version that the client finds if its one vault answers this. */
  async function newest({ log, manifest }: { readonly log: string; readonly manifest?: string }) {
    const fetch: typeof globalThis.fetch = (input) => {
      if (input === `${url}/v1/manifests/${index}?nonce=${nonce}`) {
        return Promise.resolve(new Response(log, { headers: { 'content-type': 'application/jose' } }));
      }
      expect(input).toBe(`${url}/v1/manifests/${index}/2`);
      return Promise.resolve(new Response(manifest, { headers: { 'content-type': 'application/json' } }));
    };
    const keySets = [{ ...keySet, shares: [{ index: 1, publicKey: trust.operatorKey, url }] }];
    const random = () => fromBase64url(nonce, 16);
    const waits = { sleep: timerSleep, timeoutMs: 60_000, hedgeMs: 60_000 };
    return findNewerVersion({ manifest: { index, version, keySets }, trust, random, fetch, ...waits });
  }

  test.each(answers)('the newer version is $newer: $name', async (answer) => {
    expect(await newest(answer)).toBe(answer.newer);
  });

  test.each(refused)('an answer is a failure of its vault: $name', async (answer) => {
    await expect(newest(answer)).rejects.toMatchObject({ code: 'could_not_check' });
  });
});

describe('vectors/page-hashes.json', () => {
  const { answers, refused, files, signingKey } = pageVectors;
  const url = 'https://vault1.example';

  /** The result of the comparison when the vault serves these texts at the paths of `files`. */
  function compare(hashes: string, texts: readonly (string | null)[]) {
    const fetch: typeof globalThis.fetch = (input) => {
      const path = (input as string).slice(url.length);
      const answer = (mediaType: string, text: string) =>
        Promise.resolve(new Response(text, { headers: { 'content-type': mediaType } }));
      if (path === '/v1/approvals/hashes') return answer('application/jose', hashes);
      const at = files.findIndex((file) => file.path === path);
      const text = texts[at] ?? null;
      return text === null
        ? Promise.resolve(new Response('', { status: 404 }))
        : answer(files[at]?.mediaType ?? '', text);
    };
    const keys = new Map([[url, signingKey]]);
    return comparePages({ fetch, sleep: timerSleep, timeoutMs: 60_000, urls: [url], keys });
  }

  test.each(answers)('$name: the altered files are found', async ({ hashes, texts, altered }) => {
    const compared = await compare(hashes, texts);
    expect(compared.failures).toEqual([]);
    expect(compared.altered.map(({ path }) => path)).toEqual(altered);
  });

  test.each(refused)('a list is a failure of its vault: $name', async ({ hashes }) => {
    const compared = await compare(
      hashes,
      files.map(({ text }) => text),
    );
    expect(compared).toMatchObject({ pages: [], failures: [{ url, code: 'answer_invalid' }] });
  });
});
