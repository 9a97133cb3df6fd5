export { MerkleError, type MerkleErrorCode } from './merkle-error.ts';
export { emptyRoot, leafHash, nodeHash, type Hash } from './hash.ts';
export { createRunningRoot, type RunningRoot } from './running-root.ts';
export { buildTree, type Tree } from './tree.ts';
export { consistencyRanges, inclusionRanges, type Range } from './ranges.ts';
export { appendLeaves, edgeTiles, rangeHash, rootFromTiles, tilesOf, type TileName, type Tiles } from './tiles.ts';
export { auditPath, auditPathLength, verifyAuditPath } from './audit-path.ts';
export { consistencyProof, verifyConsistency, type TreeGrowth } from './consistency.ts';
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint.ts';
export {
  formatNote,
  formatSignatureLine,
  parseNote,
  parseSignatureLine,
  signNote,
  verifyNote,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  type SignedNote,
} from './signed-note.ts';
export { cosign, cosignatureTime, verifyCosignature } from './cosignature.ts';
