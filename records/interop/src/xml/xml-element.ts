/** An element of a document that was read. Comments and processing instructions are not part of it. */
export interface XmlElement {
  /** The local name, without prefix. */
  readonly name: string;
  /** The URI of the namespace; empty without one. */
  readonly namespace: string;
  /**
   * By local name if the attribute has no namespace, else by `{URI}name`; the object has no prototype. Declarations of
   * namespaces are left out.
   */
  readonly attributes: Readonly<Record<string, string>>;
  readonly nodes: readonly XmlNode[];
}

export type XmlNode = XmlElement | string;
