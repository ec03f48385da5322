import { DOMParser, XMLSerializer, type Attr, type Document, type Element, type Node } from '@xmldom/xmldom'

/** The namespaces that messages and metadata are written in. */
export const namespaces = {
  samlp: 'urn:oasis:names:tc:SAML:2.0:protocol',
  saml: 'urn:oasis:names:tc:SAML:2.0:assertion',
  md: 'urn:oasis:names:tc:SAML:2.0:metadata',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  xenc: 'http://www.w3.org/2001/04/xmlenc#',
} as const
export type Namespace = keyof typeof namespaces

/** Reads XML, forgiving nothing: whatever the parser would only warn of ends it too. Undefined where it is not well-formed. */
export function parseXml(text: string): Document | undefined {
  const strict = (_level: string, message: string) => {
    throw new Error(message)
  }
  try {
    return new DOMParser({ onError: strict, locator: false }).parseFromString(text, 'text/xml')
  } catch {
    return undefined
  }
}

export const writeXml = (element: Element): string => new XMLSerializer().serializeToString(element)

const isElement = (node: Node): node is Element => node.nodeType === 1
const isText = (node: Node) => node.nodeType === 3

function* nodesIn(parent: Node): Generator<Node> {
  for (let node = parent.firstChild; node; node = node.nextSibling) yield node
}

/** The element and all beneath it, in their order. */
export function* eachElement(root: Element): Generator<Element> {
  yield root
  for (const node of nodesIn(root)) if (isElement(node)) yield* eachElement(node)
}

export function* eachAttribute({ attributes }: Element): Generator<Attr> {
  for (let index = 0; index < attributes.length; index += 1) {
    const attribute = attributes.item(index)
    if (attribute) yield attribute
  }
}

export const isNamed = (element: Element, namespace: Namespace, name: string): boolean =>
  element.localName === name && element.namespaceURI === namespaces[namespace]

/** The direct children of that name, in their order: never those further down, which is where wrapped elements hide. */
export const childrenOf = (parent: Element, namespace: Namespace, name: string): Element[] =>
  [...nodesIn(parent)].filter(isElement).filter((child) => isNamed(child, namespace, name))

/** All beneath the element, or the element itself, of that name. */
export const allOf = (root: Element, namespace: Namespace, name: string): Element[] =>
  [...eachElement(root)].filter((element) => isNamed(element, namespace, name))

/** Follows a path of direct children: `follow(response, ['samlp', 'Status'], ['samlp', 'StatusCode'])`. */
export const follow = (from: Element, ...path: readonly (readonly [Namespace, string])[]): Element[] =>
  path.reduce((at, [namespace, name]) => at.flatMap((element) => childrenOf(element, namespace, name)), [from])

/** What stands in an element that holds text alone. Undefined where anything else stands in it. */
export function plainText(element: Element): string | undefined {
  const nodes = [...nodesIn(element)]
  return nodes.every(isText) ? (element.textContent ?? '') : undefined
}

/** The value of an attribute without a prefix. Undefined where the element has none. */
export const attributeOf = (element: Element, name: string): string | undefined => element.getAttribute(name) ?? undefined

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')
