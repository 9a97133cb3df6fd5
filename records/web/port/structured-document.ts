import type { NarrativeBlock, Trait } from '@etanche/records-interop';
import type { DocumentContent } from './document-calls.ts';
import type { TraitTexts } from './trait-texts.ts';

/** A section of a CDA document as data; markup, styles and scripts of its sender are not in it. */
export type SectionView = {
  readonly title: string | null;
  /** The author says that nothing is known. */
  readonly isUnknown: boolean;
  readonly blocks: readonly NarrativeBlock[];
  readonly media: readonly { readonly id: string; readonly content: DocumentContent }[];
  readonly sections: readonly SectionView[];
};

export type CdaView = {
  readonly title: string | null;
  readonly type: string | null;
  /** FHIR date or dateTime. */
  readonly date: string | null;
  readonly authors: readonly string[];
  readonly patient: { readonly name: string; readonly traits: TraitTexts };
  /** Traits of which the message says something else. */
  readonly differing: readonly Trait[];
  readonly body:
    | { readonly kind: 'file'; readonly content: DocumentContent }
    | { readonly kind: 'sections'; readonly sections: readonly SectionView[] }
    | { readonly kind: 'none' };
  /** The document has coded entries or elements that are not shown; the saved file has them. */
  readonly hasUnread: boolean;
};

export type ArchiveFileView = {
  readonly path: string;
  readonly title: string | null;
  readonly cda: CdaView | null;
  readonly content: DocumentContent;
  /** The metadata of the archive have the hash of these bytes. */
  readonly isVerified: boolean;
};

/**
 * An attachment that is a CDA document or an IHE_XDM archive. `unreadable`: it claims to be one; `code` says why not.
 */
export type StructuredDocument =
  | { readonly kind: 'cda'; readonly document: CdaView }
  | {
      readonly kind: 'archive';
      readonly files: readonly ArchiveFileView[];
      readonly rejected: readonly { readonly path: string; readonly code: string }[];
    }
  | { readonly kind: 'unreadable'; readonly of: 'cda' | 'archive'; readonly code: string };
