export { MerkleError, type MerkleErrorCode } from './merkle-error.ts';
export { emptyRoot, leafHash, nodeHash, type Hash } from './hash.ts';
export { buildTree, type Tree } from './tree.ts';
export { auditPath, auditPathLength, verifyAuditPath } from './audit-path.ts';
export { consistencyProof, verifyConsistency, type Growth } from './consistency.ts';
