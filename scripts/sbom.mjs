import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The bill of materials of a package-lock.json (version 3) in CycloneDX 1.6: every package with its integrity and its
 * dependencies. The same lockfile gives the same bytes.
 *
 * @param {string} text content of package-lock.json
 */
function makeSbom(text) {
  const lock = JSON.parse(text);
  if (lock.lockfileVersion !== 3) throw new Error(`package-lock.json has version ${lock.lockfileVersion}, not 3`);
  const root = lock.packages[''];
  const placed = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.link !== true);
  const refs = new Map(placed.map(([path, entry]) => [path, `${purl(nameOf(path, entry), entry)}#${path}`]));
  const rootRef = purl(root.name, root);
  const dependsOn = (path, entry) => {
    const own = path === '' ? entry.devDependencies : {};
    const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...own });
    const found = names.map((name) => refs.get(resolve(lock.packages, path, name))).filter((ref) => ref !== undefined);
    return [...new Set(found)].sort();
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(text)}`,
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': rootRef, ...named(root.name), version: root.version, purl: rootRef },
    },
    components: placed.map(([path, entry]) => ({
      type: 'library',
      'bom-ref': refs.get(path),
      ...named(nameOf(path, entry)),
      version: entry.version ?? '0.0.0',
      scope: entry.dev === true ? 'excluded' : entry.optional === true ? 'optional' : 'required',
      purl: purl(nameOf(path, entry), entry),
      ...(typeof entry.license === 'string' && { licenses: [licenseOf(entry.license)] }),
      ...(entry.integrity !== undefined && { hashes: entry.integrity.split(' ').map(hashOf) }),
    })),
    dependencies: [
      { ref: rootRef, dependsOn: dependsOn('', root) },
      ...placed.map(([path, entry]) => ({ ref: refs.get(path), dependsOn: dependsOn(path, entry) })),
    ],
  };
}

/** Resolves a name like Node, from a folder upwards; the link of a workspace leads to its folder. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = parentOf(folder)) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const entry = packages[path];
    if (entry !== undefined) return entry.link === true ? entry.resolved : path;
    if (folder === '') return undefined;
  }
}

function parentOf(folder) {
  const at = folder.lastIndexOf('/node_modules/');
  return at === -1 ? '' : folder.slice(0, at);
}

function nameOf(path, entry) {
  return entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function named(name) {
  if (!name.startsWith('@')) return { name };
  const [group, rest] = name.split('/');
  return { group, name: rest };
}

function purl(name, { version = '0.0.0' }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** Other texts of npm, such as `SEE LICENSE IN …` and `MIT/X11`, stand as names. */
function licenseOf(text) {
  const isSpdx = /^\(?[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*\)?$/.test(text);
  return isSpdx ? { expression: text } : { license: { name: text } };
}

/** Subresource integrity to CycloneDX: the algorithm's own name, and hexadecimal. */
function hashOf(integrity) {
  const at = integrity.indexOf('-');
  const names = { sha1: 'SHA-1', sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };
  const alg = names[integrity.slice(0, at)];
  if (alg === undefined) throw new Error('the integrity has an unknown algorithm');
  return { alg, content: Buffer.from(integrity.slice(at + 1), 'base64').toString('hex') };
}

/** A UUID of version 8 (RFC 9562) from the lockfile's hash. */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
process.stdout.write(`${JSON.stringify(makeSbom(lock), null, 2)}\n`);
