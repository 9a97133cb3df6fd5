export { exchangeLimits } from './limits.ts';
export { directoryEntrySchema, type DirectoryEntry, type PractitionerEntry } from './directory-entry.ts';
export { directoryLeafSchema, type DirectoryLeaf, type IdentityProof } from './directory-leaf.ts';
export {
  messageFault,
  messageSchema,
  partBytes,
  type Message,
  type MessageKind,
  type MessageStream,
} from './message.ts';
export { receiptSchema, withdrawalSchema, type Receipt, type Withdrawal } from './receipt.ts';
